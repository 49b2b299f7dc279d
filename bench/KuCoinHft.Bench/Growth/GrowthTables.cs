using System.Globalization;

namespace KuCoinHft.Bench.Growth;

/// <summary>How the cost of a frame grows with symbols, book depth and features: three tables, each size measured in turn in every round of one run.</summary>
/// <remarks>
/// One thread, no sockets. A row's figure is the median over rounds, with p10 and p90; its ratio is the median of the ratios to the first size in the same round, since the
/// machine's speed drifts from round to round. What each table measures stands at its class.
/// </remarks>
internal static class GrowthTables
{
    public static void Run()
    {
        using (var symbols = new SymbolGrowth())
        {
            (GrowthRow[] market, GrowthRow[] decision) = symbols.Measure(rounds: 15);
            Print("symbols", "market frame, all stages", "ns", market);
            Print("symbols", "decision frame, all stages and four models", "ns", decision);
        }

        Print("levels a side", "book update", "ns", new DepthGrowth().Measure(rounds: 31));
        using var features = new FeatureGrowth();
        Print("features", "vector", "ns", features.MeasureVector(rounds: 31));
        Print("inputs", "network n-128-128-5, compiled", "ns", features.MeasureNetwork(rounds: 31));
    }

    private static void Print(string size, string path, string unit, GrowthRow[] rows)
    {
        Console.WriteLine();
        Console.WriteLine($"| {size} | {path}: median, {unit} | p10..p90 | to the first row | p10..p90 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (GrowthRow row in rows)
        {
            double[] ratios = [.. row.Rounds.Select((value, round) => value / rows[0].Rounds[round])];
            Console.WriteLine($"| {row.Size} | {Text(row.Rounds, 0.5, "F1")} | {Text(row.Rounds, 0.1, "F1")}..{Text(row.Rounds, 0.9, "F1")} | {Text(ratios, 0.5, "F2")} | {Text(ratios, 0.1, "F2")}..{Text(ratios, 0.9, "F2")} |");
        }
    }

    private static string Text(double[] values, double share, string format)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(share * (sorted.Length - 1))].ToString(format, CultureInfo.InvariantCulture);
    }
}

/// <summary>What one size cost in each round.</summary>
internal sealed record GrowthRow(string Size, double[] Rounds)
{
    public GrowthRow(string size, int rounds)
        : this(size, new double[rounds])
    {
    }
}
