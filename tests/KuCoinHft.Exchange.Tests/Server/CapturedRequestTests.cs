using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Requests that the official SDK and ccxt sent to a local server, with a key made up for it: see Fixtures/README.md.</summary>
public sealed class CapturedRequestTests
{
    private const string Key = "k3y";
    private const string Secret = "s3cr3t-s3cr3t";
    private const string Passphrase = "p4ss";

    private static readonly JsonElement[] Requests = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "signed-requests.jsonl")).Select(x => JsonDocument.Parse(x).RootElement)];
    private static readonly SignatureCheck Check = new([new ExchangeCore(new Tape().Instruments, new AccountOptions { ApiKey = Key, Secret = Secret, Passphrase = Passphrase }).Account]);

    public static TheoryData<int> All => [.. Enumerable.Range(0, Requests.Length)];

    [Fact]
    public void Both_clients_are_there_with_both_versions_of_the_key() =>
        Assert.Equal(["ccxt 2", "universal-sdk 3"], Requests.Select(x => $"{Desk.Text(x, "client")} {Desk.Text(x.GetProperty("headers"), "kc-api-key-version")}").Distinct().Order());

    [Theory]
    [MemberData(nameof(All))]
    public void A_captured_request_is_accepted_and_no_flipped_byte_of_it_is(int index)
    {
        JsonElement request = Requests[index];
        string method = Desk.Text(request, "method")!, target = Desk.Text(request, "path")!;
        byte[] body = Encoding.UTF8.GetBytes(Desk.Text(request, "body")!);
        Assert.Null(Code(request, method, target, body));
        for (int i = 0; i < target.Length; i++)
            Assert.Equal("400005", Code(request, method, Flipped(target, i), body));
        for (int i = 0; i < body.Length; i++)
            Assert.Equal("400005", Code(request, method, target, [.. body[..i], (byte)(body[i] ^ 1), .. body[(i + 1)..]]));
        for (int i = 0; i < method.Length; i++)
            Assert.Equal("400005", Code(request, Flipped(method, i), target, body));
    }

    [Theory]
    [InlineData("kc-api-sign", "400005")]
    [InlineData("kc-api-passphrase", "400004")]
    [InlineData("kc-api-key", "400003")]
    [InlineData("kc-api-key-version", "400009")]
    public void A_flipped_byte_of_a_header_has_the_code_of_that_header(string header, string code)
    {
        foreach (JsonElement request in Requests)
        {
            string value = Desk.Text(request.GetProperty("headers"), header)!;
            for (int i = 0; i < value.Length; i++)
            {
                // 2 and 3 are one bit apart, and both are versions.
                string flipped = header == "kc-api-key-version" ? Flipped(value, i, 4) : Flipped(value, i);
                Assert.Equal(code, Code(request, Desk.Text(request, "method")!, Desk.Text(request, "path")!, Encoding.UTF8.GetBytes(Desk.Text(request, "body")!), header, flipped));
            }
        }
    }

    private static string Flipped(string text, int at, int bit = 1) => string.Concat(text.AsSpan(0, at), ((char)(text[at] ^ bit)).ToString(), text.AsSpan(at + 1));

    private static string? Code(JsonElement request, string method, string target, byte[] body, string? changedHeader = null, string? changedValue = null)
    {
        JsonElement headers = request.GetProperty("headers");
        return Check.Check(
            name => string.Equals(name, changedHeader, StringComparison.OrdinalIgnoreCase) ? changedValue : Desk.Text(headers, name.ToLowerInvariant()),
            method,
            target,
            body,
            long.Parse(Desk.Text(headers, "kc-api-timestamp")!),
            out _)?.Code;
    }
}
