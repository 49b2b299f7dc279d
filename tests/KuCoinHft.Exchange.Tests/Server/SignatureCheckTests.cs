using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
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
        var check = Check("key", Text("secret"), Text("passphrase"));
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
        Assert.Null(check.Check(headers.GetValueOrDefault, Text("method"), Text("path"), body, wallMs, out _));
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, Text("method"), Text("path") + "x", body, wallMs, out _)!.Code);
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, Text("method"), Text("path"), [.. body, (byte)' '], wallMs, out _)!.Code);
        Assert.Equal("400005", check.Check(headers.GetValueOrDefault, "PUT", Text("path"), body, wallMs, out _)!.Code);
    }

    [Fact]
    public void The_session_of_the_trading_api_is_checked_by_its_vector()
    {
        JsonElement vector = Vectors.GetProperty("wsTradingHandshake")[0];
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var check = Check(Text("apikey"), Text("secret"), Text("passphrase"));
        long wallMs = long.Parse(Text("timestamp"));
        Assert.Null(check.CheckSession(Text("apikey"), Text("sign"), Text("passphraseSigned"), Text("timestamp"), wallMs, out Signer? signer));
        Assert.Equal("400005", check.CheckSession(Text("apikey"), "x", Text("passphraseSigned"), Text("timestamp"), wallMs, out _)!.Code);
        Assert.Equal(Text("challengeReply"), signer!.Sign(Encoding.UTF8.GetBytes(Text("challengeText"))));
    }

    [Theory]
    [InlineData("/api/v1/trade-fees?symbols=A,B", "/api/v1/trade-fees?symbols=A%2CB")]
    [InlineData("/api/v1/timestamp", "/api/v1/timestamp?")]
    public void What_clients_sign_may_be_a_decoded_or_trimmed_form_of_what_they_send(string signed, string sent)
    {
        var check = Check("key", "secret", "phrase");
        var signer = new Signer(Account("key", "secret", "phrase"));
        var headers = new Dictionary<string, string>
        {
            ["KC-API-KEY"] = "key",
            ["KC-API-SIGN"] = signer.Sign(Encoding.UTF8.GetBytes("1000GET" + signed)),
            ["KC-API-TIMESTAMP"] = "1000",
            ["KC-API-PASSPHRASE"] = signer.PassphraseSign,
            ["KC-API-KEY-VERSION"] = "2",
        };
        Assert.Null(check.Check(headers.GetValueOrDefault, "GET", sent, [], 1000, out _));
        Assert.Null(check.Check(headers.GetValueOrDefault, "GET", sent, [], 5999, out _));
        Assert.Equal("400002", check.Check(headers.GetValueOrDefault, "GET", sent, [], 6000, out _)!.Code);
    }

    [Fact]
    public void Each_account_signs_with_its_own_key_and_not_with_anothers()
    {
        var core = new ExchangeCore(new Tape().Instruments, [new() { ApiKey = "a", Secret = "s-a", Passphrase = "p-a" }, new() { ApiKey = "b", Secret = "s-b", Passphrase = "p-b" }, new()]);
        var check = new SignatureCheck(core.Accounts);
        Signer a = new(core.Accounts[0]), b = new(core.Accounts[1]);
        Assert.Null(check.CheckSession("b", b.Sign("b1000"u8), b.PassphraseSign, "1000", 1000, out Signer? signer));
        Assert.Same(core.Accounts[1], signer!.Account);
        Assert.Equal("400005", check.CheckSession("b", a.Sign("b1000"u8), b.PassphraseSign, "1000", 1000, out signer)!.Code);
        Assert.Null(signer);
        Assert.Equal("400004", check.CheckSession("b", b.Sign("b1000"u8), a.PassphraseSign, "1000", 1000, out _)!.Code);
        Assert.Equal("400003", check.CheckSession("", b.Sign("1000"u8), b.PassphraseSign, "1000", 1000, out _)!.Code);
    }

    [Fact]
    public void Two_accounts_with_one_key_are_refused()
    {
        var core = new ExchangeCore(new Tape().Instruments, [new() { ApiKey = "a" }, new() { ApiKey = "a" }]);
        Assert.Contains("100001 and 100002", Assert.Throws<ArgumentException>(() => new SignatureCheck(core.Accounts)).Message, StringComparison.Ordinal);
    }

    private static ExchangeAccount Account(string key, string secret, string passphrase) =>
        new ExchangeCore(new Tape().Instruments, new AccountOptions { ApiKey = key, Secret = secret, Passphrase = passphrase }).Account;

    private static SignatureCheck Check(string key, string secret, string passphrase) => new([Account(key, secret, passphrase)]);
}
