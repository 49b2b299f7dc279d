using System.Text.Json;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary><c>accounts.json</c>: who trades on the exchange, with which keys and coins, and by which rules.</summary>
/// <remarks>
/// Shape: <code>
/// {
///   "accounts": [{
///     "apiKey": "k", "secret": "s", "passphrase": "p",   // required
///     "balances": {"USDT": "10000"},                     // required: the margin wallet
///     "tradeBalances": {}, "mainBalances": {},           // the other wallets
///     "uid": 100001, "permissions": ["General", "Spot", "Margin"], "vip": 0, "leverage": 5,
///     "takerFeeRate": "0.001", "makerFeeRate": "0.001", "hourlyInterestRate": "0.0000125"   // instead of VIP level, class and coin
///   }],
///   "currencies": {"BTC": {                              // replaces what <see cref="ExchangeRules.KuCoin"/> says of the coin
///     "precision": 8, "borrowEnabled": true, "borrowMinUnit": "0.0001", "borrowMinAmount": "0.001", "borrowMaxAmount": "75.15",
///     "holdMaxAmount": "217.12", "buyMaxAmount": "217.12", "poolAmount": "1000", "dayRates": ["0.0003", "0.00028"],
///     "collateral": [{"upToUsdt": "50000", "ratio": "1"}, {"upToUsdt": "1000000", "ratio": "0.9"}]
///   }},
///   "symbols": {"XYZ-USDT": {"feeCategory": 2, "makerFeeCoefficient": "1", "takerFeeCoefficient": "1"}}
/// }
/// </code>
/// Numbers may be JSON numbers or texts; comments and trailing commas are allowed.
/// Errors: all that is wrong is reported at once, each with its place in the file; unknown fields are refused.
/// </remarks>
public sealed record AccountsFile(IReadOnlyList<AccountOptions> Accounts, ExchangeRules Rules)
{
    private const decimal CoinsMax = 10_000_000_000;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="FormatException">The file is not as it should be; the message names every place and what belongs there.</exception>
    public static AccountsFile Read(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <param name="name">What errors call the file.</param>
    /// <exception cref="FormatException">As <see cref="Read(string)"/>.</exception>
    public static AccountsFile Parse(ReadOnlyMemory<byte> json, string name)
    {
        var errors = new List<string>();
        AccountsFile? file = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            file = Read(new JsonPlace(document.RootElement, "", errors), errors);
        }
        catch (JsonException e)
        {
            errors.Add($"not JSON: {e.Message}");
        }

        return errors.Count == 0 ? file! : throw new FormatException($"{name} has {errors.Count} {(errors.Count == 1 ? "mistake" : "mistakes")}:{string.Concat(errors.Select(x => $"\n  {x}"))}");
    }

    private static AccountsFile Read(JsonPlace root, List<string> errors)
    {
        root.Expect("accounts", "currencies", "symbols");
        AccountOptions[] accounts = [.. root.Items("accounts").Select(ReadAccount)];
        var currencies = new Dictionary<string, CurrencyRules>(ExchangeRules.KuCoin.Currencies);
        foreach ((string currency, JsonPlace place) in root.Fields("currencies"))
            currencies[currency] = ReadCurrency(place);
        var symbols = new Dictionary<string, SymbolRules>();
        foreach ((string symbol, JsonPlace place) in root.Fields("symbols"))
            symbols[symbol] = ReadSymbol(place);
        if (errors.Count == 0)
            CheckTogether(accounts, errors);
        return new AccountsFile(accounts, ExchangeRules.KuCoin with { Currencies = currencies, Symbols = symbols });
    }

    private static AccountOptions ReadAccount(JsonPlace place)
    {
        place.Expect("uid", "apiKey", "secret", "passphrase", "permissions", "vip", "leverage", "balances", "tradeBalances", "mainBalances", "takerFeeRate", "makerFeeRate", "hourlyInterestRate");
        var standard = new AccountOptions();
        return new AccountOptions
        {
            Uid = (long)place.Number("uid", 0, 0, 999_999_999_999, decimals: 0),
            ApiKey = place.Text("apiKey"),
            Secret = place.Text("secret"),
            Passphrase = place.Text("passphrase"),
            Permissions = ReadPermissions(place),
            VipLevel = (int)place.Number("vip", 0, 0, 12, decimals: 0),
            LeverageMax = place.Number("leverage", standard.LeverageMax, 1, ExchangeRules.KuCoin.LeverageMax, decimals: 2),
            InitialBalances = place.Coins("balances", isRequired: true),
            InitialTradeBalances = place.Coins("tradeBalances"),
            InitialMainBalances = place.Coins("mainBalances"),
            TakerFeeRate = place.Number("takerFeeRate", 0, 1, decimals: 12),
            MakerFeeRate = place.Number("makerFeeRate", -0.01m, 1, decimals: 12),
            HourlyInterestRate = place.Number("hourlyInterestRate", 0, 1, decimals: 12),
        };
    }

    private static ApiPermissions ReadPermissions(JsonPlace place)
    {
        if (!place.Has("permissions"))
            return ApiPermissions.All;
        ApiPermissions all = ApiPermissions.None;
        foreach (JsonPlace item in place.Items("permissions"))
        {
            string text = item.Value.ValueKind == JsonValueKind.String ? item.Value.GetString()! : item.Value.GetRawText();
            if (Enum.GetNames<ApiPermissions>().Contains(text, StringComparer.Ordinal) && Enum.TryParse(text, out ApiPermissions permission))
                all |= permission;
            else
                item.Wrong($"\"{text}\" is no permission; use {string.Join(", ", Enum.GetNames<ApiPermissions>())}");
        }

        return all;
    }

    private static CurrencyRules ReadCurrency(JsonPlace place)
    {
        place.Expect("precision", "borrowEnabled", "borrowMinUnit", "borrowMinAmount", "borrowMaxAmount", "holdMaxAmount", "buyMaxAmount", "poolAmount", "dayRates", "collateral");
        var standard = new CurrencyRules();
        int precision = (int)place.Number("precision", standard.Precision, 0, 10, decimals: 0);
        decimal[] dayRates = [.. place.Items("dayRates").Select(x => x.Number(0, 1, decimals: 12))];
        if (dayRates.Length > 13)
            place.Wrong($"has {dayRates.Length} dayRates; VIP levels 0 to 12 need 13 at most");
        return new CurrencyRules
        {
            Precision = precision,
            BorrowEnabled = place.Flag("borrowEnabled", absent: true),
            BorrowMinUnit = place.Number("borrowMinUnit", 0, CoinsMax, precision) ?? 0,
            BorrowMinAmount = place.Number("borrowMinAmount", 0, CoinsMax, precision) ?? 0,
            BorrowMaxAmount = place.Number("borrowMaxAmount", 0, CoinsMax, precision),
            HoldMaxAmount = place.Number("holdMaxAmount", 0, CoinsMax, precision),
            BuyMaxAmount = place.Number("buyMaxAmount", 0, CoinsMax, precision),
            PoolAmount = place.Number("poolAmount", 0, CoinsMax, precision),
            DayRates = dayRates.Length == 0 ? standard.DayRates : dayRates,
            Collateral = ReadTiers(place),
        };
    }

    private static List<CollateralTier> ReadTiers(JsonPlace place)
    {
        var tiers = new List<CollateralTier>();
        foreach (JsonPlace item in place.Items("collateral"))
        {
            item.Expect("upToUsdt", "ratio");
            var tier = new CollateralTier(item.Number("upToUsdt", 0, 0, CoinsMax, decimals: 8), item.Number("ratio", 1, 0, 1, decimals: 12));
            if (tier.UpToUsdt <= (tiers.Count == 0 ? 0 : tiers[^1].UpToUsdt))
                item.Wrong("upToUsdt must be above that of the tier before, and above 0");
            tiers.Add(tier);
        }

        return tiers;
    }

    private static SymbolRules ReadSymbol(JsonPlace place)
    {
        place.Expect("feeCategory", "makerFeeCoefficient", "takerFeeCoefficient");
        return new SymbolRules
        {
            FeeCategory = (int)place.Number("feeCategory", 1, 1, 3, decimals: 0),
            MakerCoefficient = place.Number("makerFeeCoefficient", 1, 0, 10, decimals: 4),
            TakerCoefficient = place.Number("takerFeeCoefficient", 1, 0, 10, decimals: 4),
        };
    }

    private static void CheckTogether(AccountOptions[] accounts, List<string> errors)
    {
        if (accounts.Length == 0)
            errors.Add("accounts: give at least one");
        for (int i = 0; i < accounts.Length; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (accounts[before].ApiKey == accounts[i].ApiKey)
                    errors.Add($"accounts[{i}].apiKey: the same as that of accounts[{before}]; give each its own");
                if (accounts[before].Uid == accounts[i].Uid && accounts[i].Uid != 0)
                    errors.Add($"accounts[{i}].uid: {accounts[i].Uid} is that of accounts[{before}]; give each its own");
            }
        }
    }
}
