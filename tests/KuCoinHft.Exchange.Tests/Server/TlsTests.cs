using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

public sealed class TlsTests
{
    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2");

    [Theory]
    [InlineData(false, "http", "ws")]
    [InlineData(true, "https", "wss")]
    public async Task Addresses_say_whether_it_serves_with_TLS(bool isTls, string http, string ws)
    {
        using X509Certificate2? certificate = isTls ? LocalCertificate.Create() : null;
        await using Client client = await Client.OpenAsync(Market, options => options with { Certificate = certificate });
        Assert.Equal((http, ws), (client.Server.RestAddress.Scheme, client.Server.TradeAddress.Scheme));
        using var handler = new SocketsHttpHandler { SslOptions = Trusting(certificate) };
        using var trusting = new HttpClient(handler);
        using HttpResponseMessage answer = await trusting.PostAsync(new Uri(client.Server.RestAddress, "/api/v1/bullet-public"), null, Client.Token);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Client.Token));
        JsonElement server = body.RootElement.GetProperty("data").GetProperty("instanceServers")[0];
        Assert.Equal($"{ws}://127.0.0.1:{client.Server.Port}/", server.GetProperty("endpoint").GetString());
        Assert.Equal(isTls, server.GetProperty("encrypt").GetBoolean());
    }

    [Fact]
    public async Task Who_does_not_trust_the_certificate_gets_nothing()
    {
        using X509Certificate2 certificate = LocalCertificate.Create();
        await using Client client = await Client.OpenAsync(Market, options => options with { Certificate = certificate });
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.RestAsync("POST", "/api/v1/bullet-public", isSigned: false));
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        using X509Certificate2 made = LocalCertificate.Create();
        using X509Certificate2 shown = X509CertificateLoader.LoadCertificate(made.RawData);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new ExchangeServer(new ExchangeOptions { Recording = Market, ApiKey = "k", Secret = "s", Passphrase = "p", Certificate = shown }));
        Assert.Contains("has no private key", refused.Message, StringComparison.Ordinal);
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2? certificate)
    {
        if (certificate is null)
            return new SslClientAuthenticationOptions();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
