using System.Security.Cryptography;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Cli.Demo;

/// <summary>The embedded exchange of one demo, with a key that was made for it and is forgotten after it.</summary>
internal static class DemoExchange
{
    private static readonly string ApiKey = NewSecret();
    private static readonly string Secret = NewSecret();
    private static readonly string Passphrase = NewSecret();

    /// <summary>Opens it on a free port of 127.0.0.1.</summary>
    public static async Task<ExchangeServer> StartAsync(DemoSettings settings, decimal usdt, CancellationToken cancellation)
    {
        var server = new ExchangeServer(new ExchangeOptions
        {
            Recording = settings.Recording,
            Speed = settings.Speed,
            OpenAfter = settings.OpenAfter,
            Account = new AccountOptions { InitialBalances = new Dictionary<string, decimal> { ["USDT"] = usdt } },
            ApiKey = ApiKey,
            Secret = Secret,
            Passphrase = Passphrase,
        });
        await server.StartAsync(cancellation);
        return server;
    }

    /// <summary>How the engine finds it.</summary>
    public static KuCoinEndpoint Endpoint(ExchangeServer server) => new()
    {
        Rest = server.RestAddress,
        Trade = server.TradeAddress,
        ApiKey = ApiKey,
        Secret = Secret,
        Passphrase = Passphrase,
    };

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
