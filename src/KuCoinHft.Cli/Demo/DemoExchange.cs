using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
    /// <param name="certificate">For TLS; null serves without.</param>
    public static async Task<ExchangeServer> StartAsync(DemoSettings settings, decimal usdt, X509Certificate2? certificate, CancellationToken cancellation)
    {
        var server = new ExchangeServer(new ExchangeOptions
        {
            Recording = settings.Recording,
            Speed = settings.Speed,
            OpenAfter = settings.OpenAfter,
            Account = new AccountOptions { InitialBalances = new Dictionary<string, decimal> { ["USDT"] = usdt } },
            Certificate = certificate,
            Faults = settings.Faults,
            ApiKey = ApiKey,
            Secret = Secret,
            Passphrase = Passphrase,
        });
        await server.StartAsync(cancellation);
        return server;
    }

    /// <summary>How the engine finds it.</summary>
    public static KuCoinEndpoint Endpoint(ExchangeServer server, X509Certificate2? certificate) => new()
    {
        Rest = server.RestAddress,
        Trade = server.TradeAddress,
        ApiKey = ApiKey,
        Secret = Secret,
        Passphrase = Passphrase,
        TrustedCertificates = certificate is null ? [] : [certificate],
    };

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
