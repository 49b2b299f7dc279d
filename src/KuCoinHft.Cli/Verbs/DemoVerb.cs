using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Cli.Demo;
using KuCoinHft.Cli.Output;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft demo</c>: engine and embedded exchange over loopback sockets.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var command = new Command(
            "demo",
            """
            Trades a recorded market on the embedded exchange, over real loopback sockets, and ends with a table.

            Real frames travel socket -> ring -> decode -> book -> features -> ONNX inference -> agents -> risk -> order -> fill. The exchange plays the
            recording as KuCoin would, takes margin orders over the WebSocket trading API, fills them against the recorded book, borrows, charges
            interest and fees. Latency is measured, but engine and exchange share the process and the machine: it is "functional", not a benchmark.

              kchft demo                          BTC and ETH of 2024-08-08, the last 5 of 11 minutes at 10x
              kchft demo --open-after 0m          all of them; the agent that reads long windows holds first, and says so
              kchft demo --data kucoin-2021       KuCoin's own frames, nine books, one of them marginable
              kchft demo --placement two --json
              kchft demo --tls                    the same over encrypted sockets, with what that costs
            """);
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
        var json = VerbOptions.Json();
        var models = VerbOptions.Models();
        foreach (Option option in new Option[] { speed, openAfter, placement, journal, journalMb, capital, tls, models, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Before the recording, which takes a while to read.
            decimal usdt = Capital(parsed.GetValue(capital));
            TimeSpan opensAfter = MarketTime.OpenAfter(parsed.GetValue(openAfter) ?? DefaultOpenAfter(parsed.GetValue(recording.Data), parsed.GetValue(recording.File)));
            double multiple = MarketTime.Speed(parsed.GetValue(speed) ?? DefaultSpeed(parsed.GetValue(recording.Data)));
            long journalBytes = JournalBytes(parsed.GetValue(journalMb));
            var settings = new DemoSettings(
                recording.Open(parsed), multiple, opensAfter, parsed.GetValue(placement)!, parsed.GetValue(journal), journalBytes, Engine(usdt), parsed.GetValue(tls));
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            DemoReport report = await RunAsync(settings, loaded, usdt, parsed.GetValue(json), cancellation);
            if (parsed.GetValue(json))
                await Console.Out.WriteLineAsync(Json.Text(report));
            else
                DemoTable.Print(report);
            return 0;
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
