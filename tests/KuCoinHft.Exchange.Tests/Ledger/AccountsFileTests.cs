using System.Text;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class AccountsFileTests
{
    // The example of the README.
    private const string Example = """
        {
          "accounts": [
            // Everything said.
            {
              "uid": 100001, "apiKey": "key-1", "secret": "secret-1", "passphrase": "phrase-1",
              "permissions": ["General", "Spot", "Margin"], "vip": 3, "leverage": 3.5,
              "balances": { "USDT": "10000", "BTC": 0.25 },
            },
            { "apiKey": "key-2", "secret": "secret-2", "passphrase": "phrase-2", "balances": { "USDT": "500" } },
          ],
        }
        """;

    [Fact]
    public void Accounts_are_read_with_their_keys_coins_and_levels()
    {
        IReadOnlyList<AccountOptions> accounts = Parse(Example);
        Assert.Equal(2, accounts.Count);
        AccountOptions first = accounts[0];
        Assert.Equal((100001L, "key-1", "secret-1", "phrase-1"), (first.Uid, first.ApiKey, first.Secret, first.Passphrase));
        Assert.Equal((ApiPermissions.General | ApiPermissions.Spot | ApiPermissions.Margin, 3, 3.5m), (first.Permissions, first.VipLevel, first.LeverageMax));
        Assert.Equal(new Dictionary<string, decimal> { ["USDT"] = 10_000, ["BTC"] = 0.25m }, first.InitialBalances);
        Assert.Equal((0L, ApiPermissions.All, 0, 5m), (accounts[1].Uid, accounts[1].Permissions, accounts[1].VipLevel, accounts[1].LeverageMax));
    }

    [Fact]
    public void All_mistakes_are_named_at_once_with_their_places()
    {
        string message = Assert.Throws<FormatException>(() => Parse("""
            {"accounts":[{"apiKey":"","secret":5,"vip":13,"permissions":["Spot","Fly"],"balances":{"USDT":"-1","BTC":"ten"},"colour":"red"}],"more":1}
            """)).Message;
        foreach (string part in new[]
                 {
                     "x.json has 9 mistakes", "file: unknown field \"more\"", "accounts[0]: unknown field \"colour\"", "accounts[0].apiKey: must be a text",
                     "accounts[0].secret: must be a text", "accounts[0]: \"passphrase\" is missing", "accounts[0].vip: must be a number in 0..12", "accounts[0].permissions[1]: \"Fly\"",
                     "accounts[0].balances.USDT: must be a number", "accounts[0].balances.BTC: must be a number",
                 })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "give at least one")]
    [InlineData("{\"accounts\":[]}", "give at least one")]
    [InlineData("{\"accounts\":5}", "accounts: must be a list")]
    [InlineData("[]", "must be an object")]
    [InlineData("{", "not JSON")]
    [InlineData("{\"accounts\":[5]}", "accounts[0]: must be an object")]
    public void A_file_without_accounts_says_what_belongs_there(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("key-2", "key-1", "accounts[1].apiKey: the same as that of accounts[0]")]
    [InlineData("\"apiKey\": \"key-2\"", "\"uid\": 100001, \"apiKey\": \"key-2\"", "accounts[1].uid: 100001 is that of accounts[0]")]
    public void No_two_accounts_share_a_key_or_a_number(string from, string to, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Parse(Example.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    private static IReadOnlyList<AccountOptions> Parse(string text) => AccountsFile.Parse(Encoding.UTF8.GetBytes(text), "x.json");
}
