using System.Diagnostics;
using System.Globalization;
using KuCoinHft.Cli.Doctor;

namespace KuCoinHft.Cli.Latency;

/// <summary>A way of compiling, and its runs.</summary>
internal sealed record JitProfile(string Name, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<LatencyRun> Runs);

/// <summary>What <c>kchft bench latency --jit-profiles</c> found.</summary>
/// <param name="Winner">The profile whose median p99.9 of tick to order is lower.</param>
internal sealed record ProfileReport(string Transport, string Rate, IReadOnlyDictionary<string, string> Machine, IReadOnlyList<JitProfile> Profiles, string Winner);

/// <summary>Compares two ways of compiling the engine: run by run in turn, each run a process of its own with the variables that only its start can set.</summary>
/// <remarks>Both have the rehearsal and the warm-up frames, which are P2's scripted warm-up. Thread: one cold thread.</remarks>
internal sealed class JitProfiles(LatencySettings settings, string models)
{
    /// <summary>What tells them apart.</summary>
    public static readonly string[] Variables = ["DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_ReadyToRun"];

    private static readonly (string Name, string[] Values)[] Profiles =
    [
        ("P1 full JIT", ["0", "0", "0"]),
        ("P2 tiered, PGO", ["1", "1", "1"]),
    ];

    /// <exception cref="IOException">A run's process failed.</exception>
    public ProfileReport Run(Action<string> progress, CancellationToken cancellation)
    {
        // What they differ in is said with each; this process has neither.
        IReadOnlyDictionary<string, string> machine = MachineBlock.Read(new MachineFiles()).Where(line => line.Key != "jit").ToDictionary();
        List<LatencyRun>[] runs = [[], []];
        for (int run = 0; run < settings.Runs; run++)
        {
            // Which one is first changes with every pair, so that what the machine does meets both.
            foreach (int profile in run % 2 == 0 ? (int[])[0, 1] : [1, 0])
            {
                progress($"pair {run + 1} of {settings.Runs}, {Profiles[profile].Name}");
                runs[profile].Add(RunOne(Profiles[profile].Values, cancellation));
            }
        }

        JitProfile[] profiles = [.. Profiles.Select((p, i) => new JitProfile(p.Name, Variables.Zip(p.Values).ToDictionary(v => v.First, v => v.Second), runs[i]))];
        return new ProfileReport(settings.Transport.ToString().ToLowerInvariant(), settings.Rate.ToString(), machine, profiles, profiles.MinBy(MedianP999)!.Name);
    }

    private static long MedianP999(JitProfile profile) =>
        profile.Runs.Select(run => run.Latencies[RunAnalysis.TickToOrder].P999).Order().ElementAt(profile.Runs.Count / 2);

    private LatencyRun RunOne(string[] values, CancellationToken cancellation)
    {
        ProcessStartInfo start = SelfStart.With(
            ["bench", "latency", .. settings.LoadArguments, "--runs", "1", "--placement", settings.Placement, "--models", models, "--json"]);
        foreach ((string name, string value) in Variables.Zip(values))
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration stop = cancellation.Register(process.Kill);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"A run ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()}"));
        return Json.ReadBenchReport(output).Runs[0];
    }
}
