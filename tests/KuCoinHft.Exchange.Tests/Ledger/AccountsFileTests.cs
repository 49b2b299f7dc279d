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
              "balances": { "USDT": "10000", "BTC": 0.25 }, "tradeBalances": { "USDT": 7 }, "mainBalances": { "KCS": "1.5" },
              "makerFeeRate": "-0.00005",
            },
            { "apiKey": "key-2", "secret": "secret-2", "passphrase": "phrase-2", "balances": { "USDT": "500" } },
          ],
          "currencies": {
            "XRP": {
              "precision": 6, "borrowMinUnit": "0.1", "borrowMinAmount": 10, "borrowMaxAmount": "100000", "holdMaxAmount": "5e5", "poolAmount": "1000000",
              "dayRates": ["0.0004", "0.0003"], "collateral": [{ "upToUsdt": 1000, "ratio": 1 }, { "upToUsdt": "5000", "ratio": "0.8" }],
            },
          },
          "symbols": { "XRP-USDT": { "feeCategory": 2, "takerFeeCoefficient": "0.8" } },
        }
        """;

    [Fact]
    public void Accounts_are_read_with_their_keys_coins_and_levels()
    {
        IReadOnlyList<AccountOptions> accounts = Parse(Example).Accounts;
        Assert.Equal(2, accounts.Count);
        AccountOptions first = accounts[0];
        Assert.Equal((100001L, "key-1", "secret-1", "phrase-1"), (first.Uid, first.ApiKey, first.Secret, first.Passphrase));
        Assert.Equal((ApiPermissions.General | ApiPermissions.Spot | ApiPermissions.Margin, 3, 3.5m), (first.Permissions, first.VipLevel, first.LeverageMax));
        Assert.Equal(new Dictionary<string, decimal> { ["USDT"] = 10_000, ["BTC"] = 0.25m }, first.InitialBalances);
        Assert.Equal((7m, 1.5m, -0.00005m, (decimal?)null), (first.InitialTradeBalances["USDT"], first.InitialMainBalances["KCS"], first.MakerFeeRate, first.TakerFeeRate));
        Assert.Equal((0L, ApiPermissions.All, 0, 5m), (accounts[1].Uid, accounts[1].Permissions, accounts[1].VipLevel, accounts[1].LeverageMax));
    }

    [Fact]
    public void Coins_and_symbols_have_rules_of_their_own_and_KuCoins_otherwise()
    {
        ExchangeRules rules = Parse(Example).Rules;
        CurrencyRules xrp = rules.Currency("XRP");
        Assert.Equal((6, 0.1m, 10m, 100_000m, 500_000m, (decimal?)null, 1_000_000m), (xrp.Precision, xrp.BorrowMinUnit, xrp.BorrowMinAmount, xrp.BorrowMaxAmount, xrp.HoldMaxAmount, xrp.BuyMaxAmount, xrp.PoolAmount));
        Assert.Equal([0.0004m, 0.0003m], xrp.DayRates);
        Assert.Equal([new CollateralTier(1000, 1), new CollateralTier(5000, 0.8m)], xrp.Collateral);
        Assert.Equal(new SymbolRules { FeeCategory = 2, TakerCoefficient = 0.8m }, rules.Symbol("XRP-USDT"));
        Assert.Equal((0.0001m, new SymbolRules()), (rules.Currency("BTC").BorrowMinUnit, rules.Symbol("BTC-USDT")));
        Assert.Equal(1, new ExchangeCore([], Parse(Example).Accounts, rules).Accounts[1].Index);
    }

    [Theory]
    [InlineData("\"precision\": 6", "\"precision\": 11", "currencies.XRP.precision: must be a number in 0..10")]
    [InlineData("\"0.1\"", "\"0.0000001\"", "currencies.XRP.borrowMinUnit: must be a number")]
    [InlineData("\"5000\"", "\"500\"", "currencies.XRP.collateral[1]: upToUsdt must be above")]
    [InlineData("\"feeCategory\": 2", "\"feeCategory\": 4", "symbols.XRP-USDT.feeCategory: must be a number in 1..3")]
    [InlineData("\"poolAmount\"", "\"pool\"", "currencies.XRP: unknown field \"pool\"")]
    public void A_wrong_rule_is_named_with_its_place(string from, string to, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Parse(Example.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

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

    private static AccountsFile Parse(string text) => AccountsFile.Parse(Encoding.UTF8.GetBytes(text), "x.json");
}
