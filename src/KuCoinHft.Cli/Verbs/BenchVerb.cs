using System.CommandLine;
using KuCoinHft.Cli.Latency;
using KuCoinHft.Cli.Output;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft bench latency</c>: how long from a market frame to a decision, and to an order.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var bench = new Command("bench", "Measures the whole engine under load. Functions and rings are measured by bench/KuCoinHft.Bench.");
        bench.Subcommands.Add(CreateLatency());
        bench.Subcommands.Add(CreateLoad());
        return bench;
    }

    private static Command CreateLatency()
    {
        var command = new Command(
            "latency",
            """
            Sends recorded market frames at planned times and counts every latency from the planned time, so that whoever is late is seen.

            The generator is a thread (memory) or a second process that speaks KuCoin's WebSockets (tcp, tls) and fills every order. A decision frame follows every third market
            frame of a symbol, where a session has timers, so that decisions have a tick to count from. The shipped models run at their full cost; what they want is then
            overruled by a target that makes every decision of a free symbol an order, through the real risk, orders, journal and send stages. Six minutes of market go
            through before each run, and a whole rehearsal before the first: neither is counted.

              kchft bench latency                                        memory, 20x the recorded pace, five runs
              kchft bench latency --transport tls --placement two
              kchft bench latency --transport tcp --rate 20000 --seconds 3 --histogram runs.hlog
            """);
        var options = new LatencyOptions(command);
        var runs = new Option<int>("--runs") { Description = "Measured runs, after the rehearsal. Default: 5.", DefaultValueFactory = _ => 5 };
        var placement = new Option<string>("--placement") { Description = "Which worker polls which duty: fused, two, spread, or text as in kchft demo. Default: fused.", DefaultValueFactory = _ => "fused" };
        var histogram = new Option<string?>("--histogram") { Description = "File for an HdrHistogram interval log: every distribution of every run. Default: none." };
        var profiles = new Option<bool>("--jit-profiles") { Description = "Run the pairs of JIT profiles in turn instead, each run in a process of its own: P1 compiles everything fully at once, P2 in tiers with PGO." };
        var models = VerbOptions.Models();
        var json = VerbOptions.Json();
        foreach (Option option in new Option[] { runs, placement, histogram, profiles, models, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            LatencySettings settings = options.Read(parsed, parsed.GetValue(placement)!, parsed.GetValue(runs));
            if (parsed.GetValue(profiles))
                return RunProfiles(settings, ModelsFolder.Find(parsed.GetValue(models)), parsed.GetValue(histogram), parsed.GetValue(json), cancellation);
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            BenchReport report = await Task.Run(() => new LatencyBench(settings, loaded).Run(parsed.GetValue(histogram), Progress, cancellation), cancellation);
            Console.Out.WriteLine(parsed.GetValue(json) ? Json.Text(report) : LatencyTable.Text(report));
            return 0;
        });
        return command;
    }

    // On this thread: what Progress<T> hands to the pool may come after the end.
    private static void Progress(string words) => Console.Error.WriteLine($"kchft: {words}");

    private static int RunProfiles(LatencySettings settings, string models, string? histogram, bool isJson, CancellationToken cancellation)
    {
        if (histogram is not null)
            throw new ArgumentException("--histogram does not go with --jit-profiles, whose runs are processes of their own.");
        ProfileReport report = new JitProfiles(settings, models).Run(Progress, cancellation);
        Console.Out.WriteLine(isJson ? Json.Text(report) : LatencyTable.Text(report));
        return 0;
    }

    private static Command CreateLoad()
    {
        var command = new Command(LoadProcess.Verb, "The load generator of bench latency, which starts it.") { Hidden = true };
        var options = new LatencyOptions(command);
        command.SetAction(parsed => LoadChild.Run(options.Read(parsed, "fused", runs: 1)));
        return command;
    }
}
