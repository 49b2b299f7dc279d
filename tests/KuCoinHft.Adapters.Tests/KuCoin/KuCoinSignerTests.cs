using System.Text;
using System.Text.Json;
using KuCoinHft.Adapters.KuCoin;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class KuCoinSignerTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "KuCoin/Fixtures/signing-vectors.json"))).RootElement;

    public static TheoryData<string> RestNames => [.. Vectors.GetProperty("rest").EnumerateArray().Select(vector => vector.GetProperty("name").GetString()!)];

    [Theory, MemberData(nameof(RestNames))]
    public void A_request_is_signed_as_the_vector_says(string name)
    {
        JsonElement vector = Vectors.GetProperty("rest").EnumerateArray().Single(v => v.GetProperty("name").GetString() == name);
        string Of(string field) => vector.GetProperty(field).GetString()!;
        var signer = new KuCoinSigner("any key", Of("secret"), Of("passphrase"));
        Assert.Equal(Of("KC-API-SIGN"), signer.Sign(long.Parse(Of("timestamp")), Of("method"), Of("path"), Encoding.UTF8.GetBytes(Of("body"))));
        Assert.Equal(Of("KC-API-PASSPHRASE"), signer.Passphrase);
    }

    [Fact]
    public void A_trading_session_is_signed_as_the_vector_says()
    {
        JsonElement vector = Vectors.GetProperty("wsTradingHandshake")[0];
        string Of(string field) => vector.GetProperty(field).GetString()!;
        var signer = new KuCoinSigner(Of("apikey"), Of("secret"), Of("passphrase"));
        Assert.Equal(Of("query"), signer.TradeQuery(long.Parse(Of("timestamp"))));
        Assert.Equal(Of("challengeReply"), signer.ChallengeReply(Encoding.UTF8.GetBytes(Of("challengeText"))));
    }

    [Fact]
    public void An_endpoint_in_a_log_shows_no_secret()
    {
        var endpoint = new KuCoinEndpoint { Rest = new Uri("http://127.0.0.1:1"), ApiKey = "my-key", Secret = "my-secret", Passphrase = "my-phrase" };
        Assert.DoesNotContain("my-", endpoint.ToString(), StringComparison.Ordinal);
    }
}
