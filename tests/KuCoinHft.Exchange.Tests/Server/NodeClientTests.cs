using System.Diagnostics;
using System.Text.Json;
using KuCoinHft.Engine.Tests;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>KuCoin's own SDK and ccxt from npm, unchanged, trade a whole session; only addresses and keys are set.</summary>
/// <remarks>What they do and look at is in <c>tests/conformance</c>; a session fails with the step and the reason.</remarks>
public sealed class NodeClientTests
{
    private const string Poor = "poor", Busy = "busy";
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "conformance");

    [Fact]
    public async Task The_universal_sdk_trades_a_whole_session()
    {
        JsonElement steps = await RunAsync("universal-sdk.mjs");
        Assert.True(steps.GetProperty("booksStayTrue").GetProperty("marketSeconds").GetDouble() >= 60);
        Assert.Equal(
            ["signature 401 400005", "increment 200 600100", "funds 200 126013", "symbol 200 400100", "duplicate 200 126033", "missing 200 126043", "rate 429 429000"],
            steps.GetProperty("errors").EnumerateObject().Select(x => $"{x.Name} {x.Value.GetProperty("status")} {x.Value.GetProperty("code")}"));
    }

    [Fact]
    public async Task Ccxt_trades_a_whole_session()
    {
        JsonElement steps = await RunAsync("ccxt.mjs");
        Assert.True(steps.GetProperty("booksStayTrue").GetProperty("marketSeconds").GetDouble() >= 60);

        // A wrong secret fails at the passphrase, which it signs too. ccxt calls 600100 want of funds, whatever it is about, and has no name for 429000.
        Assert.Equal(
            ["signature AuthenticationError 400004", "increment InsufficientFunds 600100", "funds InsufficientFunds 126013", "symbol BadSymbol 400100", "duplicate InvalidOrder 126033", "missing OrderNotFound 126043", "rate ExchangeError 429000"],
            steps.GetProperty("errors").EnumerateObject().Select(x => $"{x.Name} {x.Value.GetProperty("error")} {x.Value.GetProperty("code")}"));
    }

    private static async Task<JsonElement> RunAsync(string script)
    {
        // npm writes this file last.
        Assert.SkipUnless(File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")), "The clients were not fetched: install node with npm and build again.");
        AccountOptions account = new()
        {
            ApiKey = Client.Key,
            Secret = Client.Secret,
            Passphrase = Client.Passphrase,
            InitialBalances = new Dictionary<string, decimal> { ["USDT"] = 10_000 },
            InitialMainBalances = new Dictionary<string, decimal> { ["USDT"] = 1000 },
        };
        await using var server = new ExchangeServer(new ExchangeOptions
        {
            Recording = RecordingCatalog.Open(RecordingCatalog.Binance2024),
            Speed = 10,
            OpenAfter = TimeSpan.FromMinutes(1),
            Accounts = [account, account with { ApiKey = Poor, InitialBalances = new Dictionary<string, decimal> { ["USDT"] = 1 } }, account with { ApiKey = Busy }],
        });
        await server.StartAsync(Client.Token);
        server.StartPlaying();
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in new[] { ("REST", server.RestAddress.GetLeftPart(UriPartial.Authority)), ("KEY", Client.Key), ("SECRET", Client.Secret), ("PASSPHRASE", Client.Passphrase), ("POOR_KEY", Poor), ("BUSY_KEY", Busy) })
            start.Environment[name] = value;
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(Client.Token), error = node.StandardError.ReadToEndAsync(Client.Token);
        try
        {
            await node.WaitForExitAsync(Client.Token);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill();
        }

        Assert.True(node.ExitCode == 0, $"{script} ends with {node.ExitCode}:\n{await error}");
        return JsonElement.Parse((await output).TrimEnd().Split('\n')[^1]).GetProperty("steps");
    }
}
