using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>The vectors: one from KuCoin's documentation, the others computed apart from this code.</summary>
public sealed class SignatureCheckTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "signing-vectors.json"))).RootElement;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Vectors.GetProperty("rest").GetArrayLength())];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_published_signature_is_accepted_and_one_changed_byte_is_not(int index)
    {
        JsonElement vector = Vectors.GetProperty("rest")[index];
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var check = new SignatureCheck("key", Text("secret"), Text("passphrase"));
        var headers = new Dictionary<string, string>
        {
            ["KC-API-KEY"] = "key",
            ["KC-API-SIGN"] = Text("KC-API-SIGN"),
            ["KC-API-TIMESTAMP"] = Text("timestamp"),
            ["KC-API-PASSPHRASE"] = Text("KC-API-PASSPHRASE"),
            ["KC-API-KEY-VERSION"] = "3",
        };
        long wallMs = long.Parse(Text("timestamp"));
        byte[] body = Encoding.UTF8.GetBytes(Text("body"));
        Assert.Null(check.Check(headers.GetValueOrDefault, Text("method"), Text("path"), body, wallMs));
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, Text("method"), Text("path") + "x", body, wallMs)!.Code);
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, Text("method"), Text("path"), [.. body, (byte)' '], wallMs)!.Code);
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, "PUT", Text("path"), body, wallMs)!.Code);
    }

    [Fact]
    public void The_session_of_the_trading_api_is_checked_by_its_vector()
    {
        JsonElement vector = Vectors.GetProperty("wsTradingHandshake")[0];
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var check = new SignatureCheck(Text("apikey"), Text("secret"), Text("passphrase"));
        long wallMs = long.Parse(Text("timestamp"));
        Assert.Null(check.CheckSession(Text("apikey"), Text("sign"), Text("passphraseSigned"), Text("timestamp"), wallMs));
        Assert.Equal("400005", check.CheckSession(Text("apikey"), "x", Text("passphraseSigned"), Text("timestamp"), wallMs)!.Code);
        Assert.Equal(Text("challengeReply"), check.Sign(Encoding.UTF8.GetBytes(Text("challengeText"))));
    }

    [Theory]
    [InlineData("/api/v1/trade-fees?symbols=A,B", "/api/v1/trade-fees?symbols=A%2CB")]
    [InlineData("/api/v1/timestamp", "/api/v1/timestamp?")]
    public void What_clients_sign_may_be_a_decoded_or_trimmed_form_of_what_they_send(string signed, string sent)
    {
        var check = new SignatureCheck("key", "secret", "phrase");
        var headers = new Dictionary<string, string>
        {
            ["KC-API-KEY"] = "key",
            ["KC-API-SIGN"] = check.Sign(Encoding.UTF8.GetBytes("1000GET" + signed)),
            ["KC-API-TIMESTAMP"] = "1000",
            ["KC-API-PASSPHRASE"] = check.Sign("phrase"u8),
            ["KC-API-KEY-VERSION"] = "2",
        };
        Assert.Null(check.Check(headers.GetValueOrDefault, "GET", sent, [], 1000));
        Assert.Null(check.Check(headers.GetValueOrDefault, "GET", sent, [], 5999));
        Assert.Equal("400002", check.Check(headers.GetValueOrDefault, "GET", sent, [], 6000)!.Code);
    }
}
