using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Cli.Exchange;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft exchange</c>: KuCoin on a port of this machine.</summary>
internal static class ExchangeVerb
{
    public static Command Create()
    {
        var command = new Command(
            "exchange",
            """
            Plays a recorded market as KuCoin on 127.0.0.1: REST, feeds and the WebSocket trading API on one port, for any client that can be given an address.

            Orders are matched against the recorded book; margin accounts borrow, pay interest and fees. Candles are expanded into trades that give every
            minute's open, high, low, close and volume exactly, and into books as deep and as wide as recorded ones: that part is made up.
            Without --accounts one account of 10000 USDT is made, and its key told.

              kchft exchange                                     BTC and ETH of 2024-08-08 on port 8080
              kchft exchange --data my-candles --speed 60x       every BTC-USDT.csv(.gz) of a folder, an hour a minute
              kchft exchange --accounts accounts.json --tls      your accounts, encrypted
              kchft exchange --port 0 --json                     one JSON line when it is ready, one when the recording is over, one when it stops
              kchft exchange --feed-latency 20ms --entry-latency latencies.csv

            accounts.json: {"accounts":[{"apiKey":"k","secret":"s","passphrase":"p","balances":{"USDT":"10000"}}]}
            latencies.csv: the line latency_ns,count, then what was measured.
            """);
        var recording = new RecordingOptions(command, "binance-2024");
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 picks a free one. Default: 8080.", DefaultValueFactory = _ => 8080 };
        var speed = new Option<string>("--speed") { Description = "Market time against the clock: 1x to 1000x. Default: 1x.", DefaultValueFactory = _ => "1x" };
        var openAfter = new Option<string>("--open-after") { Description = "Market time, such as 90s or 6m, that is played before it opens, so that there are candles of it. Default: 0m.", DefaultValueFactory = _ => "0m" };
        var accounts = new Option<string?>("--accounts") { Description = "File of the accounts. Default: one account of 10000 USDT, made for this run." };
        var tls = new Option<bool>("--tls") { Description = "Encrypt, by a certificate made for this run; its file is told, for clients to trust. Default: plain." };
        var entry = Latency("--entry-latency", "from a client to the exchange");
        var response = Latency("--response-latency", "of an order's answer to the client");
        var feed = Latency("--feed-latency", "of a push to the client");
        var faults = VerbOptions.Faults();
        var json = VerbOptions.Json();
        json.Description = "Print JSON lines instead of text.";
        foreach (Option option in new Option[] { port, speed, openAfter, accounts, tls, entry, response, feed, faults, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            // Before the recording, which takes a while to read.
            string? accountsFile = parsed.GetValue(accounts);
            AccountsFile users = accountsFile is null ? new AccountsFile([MadeUp()], ExchangeRules.KuCoin) : AccountsFile.Read(accountsFile);
            long seed = parsed.GetValue(recording.Seed);
            var options = new ExchangeOptions
            {
                Port = Port(parsed.GetValue(port)),
                Speed = MarketTime.Speed(parsed.GetValue(speed)!),
                OpenAfter = MarketTime.OpenAfter(parsed.GetValue(openAfter)!),
                Accounts = users.Accounts,
                Rules = users.Rules,
                Latency = LatencyOptions.None with { Entry = Latency(parsed, entry), Response = Latency(parsed, response), Feed = Latency(parsed, feed), Seed = seed },
                Faults = parsed.GetValue(faults) is { } table ? new FaultPlan(FaultTable.Read(table), seed) : null,
                Recording = recording.Open(parsed),
            };
            await RunAsync(options, isMadeUp: accountsFile is null, seed, parsed.GetValue(tls), parsed.GetValue(json), stop);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(ExchangeOptions options, bool isMadeUp, long seed, bool isTls, bool isJson, CancellationToken stop)
    {
        if (!isTls)
        {
            await new ExchangeSession(options, isMadeUp, certificatePath: null, seed, isJson).RunAsync(stop);
            return;
        }

        using X509Certificate2 certificate = LocalCertificate.Create();
        string path = Path.Combine(Path.GetTempPath(), $"kchft-exchange-{Environment.ProcessId}.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem(), stop);
        try
        {
            await new ExchangeSession(options with { Certificate = certificate }, isMadeUp, path, seed, isJson).RunAsync(stop);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Port(int port) => port is >= 0 and <= 65_535 ? port : throw new ArgumentException($"--port is {port}; give 0 to 65535.");

    private static Option<string?> Latency(string name, string what) =>
        new(name) { Description = $"Market time {what}: such as 500us or 20ms, or a file of measured ones to draw from. Default: none." };

    private static LatencyDistribution? Latency(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { } text ? LatencyDistribution.Parse(text) : null;

    private static AccountOptions MadeUp() => new() { ApiKey = Random(), Secret = Random(), Passphrase = Random() };

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
