using System.Globalization;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Runtime;

/// <summary>Path: a forced collection while every worker spins, yields, or none is there: how long all managed threads stand still.</summary>
/// <remarks>
/// Input: 1,000 full blocking collections of a small heap for each kind, in turns of 100; the pause is the runtime's own count of it, from the order to stand still to the
/// order to go on. A worker that spins without a point at which it can be stopped would show as a pause of its own length.
/// Budget: a worst pause with spinning workers of the size of the worst without any. A regression means an idle loop that the collector has to wait for.
/// </remarks>
internal static class CollectionPauses
{
    private const int Turns = 10;
    private const int CollectionsPerTurn = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly (string Name, string? Strategy, int CoresLeft)[] Kinds =
        [("none", null, 0), ("yield on every core", "yield", 0), ("spin on all cores but one", "spin!", 1), ("spin on every core", "spin!", 0)];

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        var pausesUs = new List<double>[Kinds.Length];
        for (int kind = 0; kind < Kinds.Length; kind++)
            pausesUs[kind] = [];

        // The first turn compiles and is thrown away.
        for (int turn = -1; turn < Turns; turn++)
        {
            for (int kind = 0; kind < Kinds.Length; kind++)
            {
                IReadOnlyList<double> pauses = Turn(Kinds[kind].Strategy, [.. cores.Skip(Kinds[kind].CoresLeft)]);
                if (turn >= 0)
                    pausesUs[kind].AddRange(pauses);
            }
        }

        Console.WriteLine($"{cores.Count} cores, {Turns * CollectionsPerTurn:N0} collections for each row");
        Console.WriteLine("| workers | pause: p50 | p99 | worst |");
        Console.WriteLine("|---|---|---|---|");
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            pausesUs[kind].Sort();
            Console.WriteLine($"| {Kinds[kind].Name} | {At(pausesUs[kind], 0.5)} | {At(pausesUs[kind], 0.99)} | {At(pausesUs[kind], 1)} |");
        }
    }

    private static List<double> Turn(string? strategy, IReadOnlyList<int> cores)
    {
        Worker[] workers = strategy is null ? [] : Workers(strategy, cores);
        foreach (Worker worker in workers)
            worker.Start();
        var pauses = new List<double>(CollectionsPerTurn);
        for (int i = 0; i < CollectionsPerTurn; i++)
        {
            TimeSpan before = GC.GetTotalPauseDuration();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            pauses.Add((GC.GetTotalPauseDuration() - before).TotalMicroseconds);
        }

        foreach (Worker worker in workers)
            worker.RequestStop();
        foreach (Worker worker in workers)
            worker.Stop(Patience);
        return pauses;
    }

    private static Worker[] Workers(string strategy, IReadOnlyList<int> cores)
    {
        string[] names = [.. cores.Select(core => $"idle{core}")];
        string text = string.Join("; ", cores.Select((core, i) => $"{names[i]} @{core} {strategy}"));
        return Placement.Parse(text, names, cores).CreateWorkers([.. names.Select(name => new IdleDuty(name))], (_, _) => { });
    }

    private static string At(List<double> sorted, double share) =>
        $"{sorted[(int)Math.Ceiling(share * sorted.Count) - 1].ToString("F0", CultureInfo.InvariantCulture)} us";

    private sealed class IdleDuty(string name) : IPollable
    {
        public string Name => name;

        public bool RunOnce() => false;
    }
}
