using System.Globalization;
using System.Text.Json;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>Reads <c>accounts.json</c>: who trades on the exchange, with which keys and coins.</summary>
/// <remarks>
/// Shape: <c>{"accounts":[{"uid":100001,"apiKey":"k","secret":"s","passphrase":"p","permissions":["General","Spot","Margin"],"vip":0,"leverage":5,
/// "balances":{"USDT":"10000"}}]}</c>. apiKey, secret, passphrase and balances are required. Numbers may be JSON numbers or strings; comments and
/// trailing commas are allowed.
/// Errors: all that is wrong is reported at once, each with its place in the file; unknown fields are refused.
/// </remarks>
public static class AccountsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="FormatException">The file is not as it should be; the message names every place and what belongs there.</exception>
    public static IReadOnlyList<AccountOptions> Read(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <param name="name">What errors call the file.</param>
    /// <exception cref="FormatException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<AccountOptions> Parse(ReadOnlyMemory<byte> json, string name)
    {
        var errors = new List<string>();
        var accounts = new List<AccountOptions>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            var root = new JsonPlace(document.RootElement, "", errors);
            root.Expect("accounts");
            foreach (JsonPlace place in root.Items("accounts"))
                accounts.Add(ReadAccount(place));
            if (errors.Count == 0)
                CheckTogether(accounts, errors);
        }
        catch (JsonException e)
        {
            errors.Add($"not JSON: {e.Message}");
        }

        return errors.Count == 0 ? accounts : throw new FormatException($"{name} has {errors.Count} {(errors.Count == 1 ? "mistake" : "mistakes")}:{string.Concat(errors.Select(x => $"\n  {x}"))}");
    }

    private static AccountOptions ReadAccount(JsonPlace place)
    {
        place.Expect("uid", "apiKey", "secret", "passphrase", "permissions", "vip", "leverage", "balances");
        var standard = new AccountOptions();
        return new AccountOptions
        {
            Uid = (long)place.Number("uid", 0, 0, 999_999_999_999, decimals: 0),
            ApiKey = place.Text("apiKey"),
            Secret = place.Text("secret"),
            Passphrase = place.Text("passphrase"),
            Permissions = ReadPermissions(place),
            VipLevel = (int)place.Number("vip", 0, 0, 12, decimals: 0),
            LeverageMax = place.Number("leverage", standard.LeverageMax, 1, 5, decimals: 2),
            InitialBalances = place.Coins("balances", isRequired: true),
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

    private static void CheckTogether(List<AccountOptions> accounts, List<string> errors)
    {
        if (accounts.Count == 0)
            errors.Add("accounts: give at least one");
        for (int i = 0; i < accounts.Count; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (accounts[before].ApiKey == accounts[i].ApiKey)
                    errors.Add($"accounts[{i}].apiKey: the same as that of accounts[{before}]; give each its own");
                if (accounts[before].Uid == accounts[i].Uid && accounts[i].Uid != 0)
                    errors.Add(string.Create(CultureInfo.InvariantCulture, $"accounts[{i}].uid: {accounts[i].Uid} is that of accounts[{before}]; give each its own"));
            }
        }
    }
}
