using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Cli.Demo;
using KuCoinHft.Cli.Output;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Cli.Verbs;

/// <summary>What <c>kchft demo</c> and <c>kchft test</c> share: engine and embedded exchange over loopback sockets.</summary>
internal static class SessionCommand
{
    /// <param name="withFaults">Adds <c>--faults</c>.</param>
    public static Command Create(string name, string description, bool withFaults)
    {
        var command = new Command(name, description);
        var recording = new RecordingOptions(command, "binance-2024");
        var speed = new Option<string?>("--speed") { Description = "Market time against the clock: 1x to 1000x. Default: 10x, and 1x for the half minute of kucoin-2021." };
        var openAfter = new Option<string?>("--open-after")
        {
            Description = "Market time, such as 90s or 6m, that the exchange plays before it opens: its candles of that time warm the long windows. Default: 6m for binance-2024, else 0m.",
        };
        var placement = new Option<string>("--placement")
        {
            Description = "Which worker polls which duty: fused, two, spread (two that spin where a third core is left, else yield), or text such as "
                + "'intake @0 block; engine @1 spin': duties by ',', then a core, then how an idle worker waits, which is spin, yield, sleep or block. "
                + "'spin!' spins where cores are too few. Default: fused.",
            DefaultValueFactory = _ => "fused",
        };
        var journal = new Option<string?>("--journal") { Description = "Folder to keep the journal in: every frame, decision and action. Default: none." };
        var journalMb = new Option<int>("--journal-mb") { Description = "Room for the journal's frames, in MiB, 1 to 65536, in segments of 64 that are cut to what was used. Default: 1024.", DefaultValueFactory = _ => (int)(JournalFolder.FramesBytesDefault >> 20) };
        var capital = new Option<decimal>("--capital") { Description = "USDT in the margin account at the start. Default: 10000.", DefaultValueFactory = _ => 10_000m };
        var tls = new Option<bool>("--tls") { Description = "Encrypt the sockets with TLS, by a certificate made for this run, and measure what that costs. Default: plain." };
        var faults = VerbOptions.Faults();
        var json = VerbOptions.Json();
        var models = VerbOptions.Models();
        foreach (Option option in (Option[])[speed, openAfter, placement, journal, journalMb, capital, tls, models, json, .. (Option[])(withFaults ? [faults] : [])])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Before the recording, which takes a while to read.
            decimal usdt = Capital(parsed.GetValue(capital));
            TimeSpan opensAfter = MarketTime.OpenAfter(parsed.GetValue(openAfter) ?? DefaultOpenAfter(parsed.GetValue(recording.Data), parsed.GetValue(recording.File)));
            double multiple = MarketTime.Speed(parsed.GetValue(speed) ?? DefaultSpeed(parsed.GetValue(recording.Data)));
            FaultPlan? plan = withFaults && parsed.GetValue(faults) is { } path ? new FaultPlan(FaultTable.Read(path), parsed.GetValue(recording.Seed)) : null;
            long journalBytes = JournalBytes(parsed.GetValue(journalMb));
            var settings = new DemoSettings(
                recording.Open(parsed), multiple, opensAfter, parsed.GetValue(placement)!, parsed.GetValue(journal), journalBytes, Engine(usdt), parsed.GetValue(tls), plan);
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            DemoReport report = await RunAsync(settings, loaded, usdt, parsed.GetValue(json), cancellation);
            if (parsed.GetValue(json))
                await Console.Out.WriteLineAsync(Json.Text(report));
            else
                DemoTable.Print(report);
            if (report.EndedEarly is null)
                return 0;
            await Console.Error.WriteLineAsync($"kchft: {report.EndedEarly}");
            return UserError.ExitCode;
        });
        return command;
    }

    private static async Task<DemoReport> RunAsync(DemoSettings settings, EngineModels models, decimal usdt, bool isJson, CancellationToken cancellation)
    {
        using X509Certificate2? certificate = settings.IsTls ? LocalCertificate.Create() : null;
        await using ExchangeServer exchange = await DemoExchange.StartAsync(settings, usdt, certificate, cancellation);
        await using var session = new DemoSession(settings, models, exchange, certificate);
        using var progress = new DemoProgressLine(settings, models, isJson);
        return await session.RunAsync(progress, cancellation);
    }

    // A fifth of the capital a symbol at full target, three fifths in all: far from any margin call.
    private static EngineSettings Engine(decimal usdt)
    {
        long capital = (long)(usdt * Quote.One);
        var risk = new RiskLimits(
            PositionQuoteTarget: capital / 5, PositionQuoteMax: capital / 4, NotionalQuoteMax: capital * 3 / 5, LossQuoteMax: capital / 20);
        return new EngineSettings(SessionId: (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), risk, new AgentPolicy(), IsMetered: true);
    }

    // Five whole minutes of candles, the recording beginning within a minute; the half minute of kucoin-2021 and files of one's own play from their beginning.
    private static string DefaultOpenAfter(string? data, string[]? files) =>
        (data ?? RecordingCatalog.Binance2024) == RecordingCatalog.Binance2024 && files is not { Length: > 0 } ? "6m" : "0m";

    // At 10x the windows of 31 seconds of market would hardly have filled when it ends.
    private static string DefaultSpeed(string? data) => data == RecordingCatalog.KuCoin2021 ? "1x" : "10x";

    // The upper bound leaves room for the limits that are computed from it in units of 10^-8.
    private static decimal Capital(decimal usdt) =>
        usdt is >= 1 and <= 1_000_000_000 ? usdt : throw new ArgumentException($"--capital is {usdt}; give 1 to 1000000000 USDT.");

    private static long JournalBytes(int mebibytes) =>
        mebibytes is >= 1 and <= 65_536 ? (long)mebibytes << 20 : throw new ArgumentException($"--journal-mb is {mebibytes}; give 1 to 65536.");
}
