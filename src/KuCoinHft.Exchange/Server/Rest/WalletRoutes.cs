using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The wallets of an account: balances, entries, transfers.</summary>
/// <remarks>Source: api.md 6.5. A list without a type has main and trade, as KuCoin's; of a wallet the coins that it has, or the one asked for.</remarks>
internal sealed class WalletRoutes(RestContext context)
{
    private static readonly Refusal TypeUnknown = new("400100", "The account type must be main, trade, trade_hf, margin or margin_v2.");
    private static readonly Refusal TransferTypeUnknown = new("400100", "This exchange knows transfers of type INTERNAL only.");
    private static readonly Refusal ClientOidMissing = new("400100", "clientOid is required.");
    private static readonly Refusal AccountMissing = new("400100", "The account does not exist.");

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/accounts", Pool.Management, 5, ApiPermissions.General, x => context.Read(_ => GiveBalances(x))),
        new("GET", "/api/v1/accounts/{accountId}", Pool.Management, 5, ApiPermissions.General, x => context.Read(_ => GiveBalance(x))),
        new("GET", "/api/v1/accounts/ledgers", Pool.Management, 2, ApiPermissions.General, x => context.Read(_ => Paging.Page(x, [.. Entries(x, WalletKind.Main)], (json, y) => WriteEntry(json, y, isIdText: true)))),
        new("GET", "/api/v1/hf/accounts/ledgers", Pool.Spot, 2, ApiPermissions.General, x => context.Read(_ => GiveEntries(x, WalletKind.Trade, isIdText: true))),
        new("GET", "/api/v3/hf/margin/account/ledgers", Pool.Spot, 2, ApiPermissions.General, x => context.Read(_ => GiveEntries(x, WalletKind.Margin, isIdText: false))),
        new("GET", "/api/v1/accounts/transferable", Pool.Management, 20, ApiPermissions.General, x => context.Read(_ => GiveTransferable(x))),
        new("POST", "/api/v3/accounts/universal-transfer", Pool.Management, 4, ApiPermissions.FlexTransfers, x => TransferAsync(x, x.Field("type"), x.Field("fromAccountType"), x.Field("toAccountType"))),
        new("POST", "/api/v2/accounts/inner-transfer", Pool.Management, 10, ApiPermissions.Spot, x => TransferAsync(x, "INTERNAL", x.Field("from"), x.Field("to"))),
    ];

    private static WalletKind? KindOf(string? type) => type?.ToLowerInvariant() switch
    {
        "main" => WalletKind.Main,
        "trade" or "trade_hf" => WalletKind.Trade,
        "margin" or "margin_v2" => WalletKind.Margin,
        _ => null,
    };

    private static RestAnswer GiveBalances(RestRequest request)
    {
        string? type = request["type"];
        if (type is not null && KindOf(type) is null)
            return RestAnswer.Refuse(TypeUnknown);
        string[] types = type is null ? ["main", "trade"] : [type];
        var rows = types.SelectMany(name => request.Account.WalletOf(KindOf(name)!.Value).Accounts.Select(coins => (name, coins)))
            .Where(x => request["currency"] is { } asked ? x.coins.Currency == asked : x.coins.TotalUnits > 0);
        return RestAnswer.Rows(rows, (json, x) =>
        {
            json.WriteStartObject();
            json.WriteString("id", PushWriter.AccountId(request.Account, KindOf(x.name)!.Value, x.coins.Currency).ToString(CultureInfo.InvariantCulture));
            json.WriteString("currency", x.coins.Currency);
            json.WriteString("type", x.name);
            WriteBalance(json, x.coins);
            json.WriteEndObject();
        });
    }

    private static RestAnswer GiveBalance(RestRequest request)
    {
        foreach (WalletKind kind in Enum.GetValues<WalletKind>())
        {
            foreach (CoinAccount coins in request.Account.WalletOf(kind).Accounts)
            {
                if (PushWriter.AccountId(request.Account, kind, coins.Currency).ToString(CultureInfo.InvariantCulture) != request.Part)
                    continue;
                return RestAnswer.Fields(json =>
                {
                    json.WriteString("currency", coins.Currency);
                    WriteBalance(json, coins);
                });
            }
        }

        return RestAnswer.Refuse(AccountMissing);
    }

    private static RestAnswer GiveTransferable(RestRequest request)
    {
        if (KindOf(request["type"]) is not { } kind)
            return RestAnswer.Refuse(TypeUnknown);
        if (request.Account.WalletOf(kind).Find(request["currency"] ?? "") is not { } coins)
            return RestAnswer.Refuse(Refusal.CurrencyUnknown);
        return RestAnswer.Fields(json =>
        {
            json.WriteString("currency", coins.Currency);
            WriteBalance(json, coins);
            json.WriteString("transferable", coins.Text(MarginRequests.TransferUnitsMax(request.Account, kind, coins.Currency)));
        });
    }

    private Task<RestAnswer> TransferAsync(RestRequest request, string? type, string? from, string? to)
    {
        (string? currency, string? amount) = (request.Field("currency"), request.Field("amount"));
        Refusal? refusal = request.Field("clientOid") is null ? ClientOidMissing
            : type?.ToUpperInvariant() != "INTERNAL" ? TransferTypeUnknown
            : KindOf(from) is null || KindOf(to) is null ? TypeUnknown
            : null;
        if (refusal is not null)
            return RestContext.Give(RestAnswer.Refuse(refusal));
        return context.ExecuteAsync((core, nowNs) =>
            core.Margin.Transfer(request.Account, KindOf(from)!.Value, request.Account, KindOf(to)!.Value, currency, amount, nowNs, out string? orderId) is { } no
                ? RestAnswer.Refuse(no)
                : RestAnswer.Fields(json => json.WriteString("orderId", orderId)));
    }

    private static IEnumerable<LedgerEntry> Entries(RestRequest request, WalletKind wallet) => request.Account.Records.Entries.NewestFirst().Where(x =>
        x.Wallet == wallet
        && (request["currency"] is not { } asked || asked.Split(',').Contains(x.Coins.Currency))
        && (request["direction"] is not { } direction || direction == (x.Units > 0 ? "in" : "out"))
        && (request["bizType"] is not { } bizType || bizType == BizTypeOf(x))
        && request.IsWithin("startAt", "endAt", x.AtNs));

    private static RestAnswer GiveEntries(RestRequest request, WalletKind wallet, bool isIdText) =>
        RestAnswer.Rows(Paging.After(request, Entries(request, wallet), x => x.Id, usual: 100, most: 200), (json, x) => WriteEntry(json, x, isIdText));

    private static void WriteEntry(Utf8JsonWriter json, LedgerEntry entry, bool isIdText)
    {
        json.WriteStartObject();
        if (isIdText)
            json.WriteString("id", entry.Id.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber("id", entry.Id);
        json.WriteString("currency", entry.Coins.Currency);
        json.WriteString("amount", entry.Coins.Text(Math.Abs(entry.Units)));
        json.WriteString("fee", entry.Coins.Text(entry.FeeUnits));
        json.WriteString("balance", entry.Coins.Text(entry.BalanceUnits));
        json.WriteString("accountType", entry.Wallet switch { WalletKind.Main => "MAIN", WalletKind.Trade => "TRADE_HF", _ => "MARGIN_V2" });
        json.WriteString("bizType", BizTypeOf(entry));
        json.WriteString("direction", entry.Units > 0 ? "in" : "out");

        // Spot writes its time as text, alone of the three.
        long createdMs = entry.AtNs / Nanos.PerMillisecond;
        if (entry.Wallet == WalletKind.Trade)
            json.WriteString("createdAt", createdMs.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber("createdAt", createdMs);
        json.WriteString("context", entry.OrderId is null ? "{}" : $"{{\"symbol\":\"{entry.Symbol}\",\"orderId\":\"{entry.OrderId}\",\"tradeId\":\"{entry.TradeId}\"}}");
        if (entry.Wallet != WalletKind.Main)
            json.WriteString("tax", "0");
        json.WriteEndObject();
    }

    // Loans and repayments have no name of their own in KuCoin's list; what the platform gives and takes back stands under transfers.
    private static string BizTypeOf(LedgerEntry entry) => entry.Cause switch
    {
        BalanceCause.Exchange => entry.Wallet == WalletKind.Margin ? "MARGIN_EXCHANGE" : "TRADE_EXCHANGE",
        BalanceCause.Liquidation => "LIQUIDATION",
        _ => "TRANSFER",
    };

    private static void WriteBalance(Utf8JsonWriter json, CoinAccount coins)
    {
        json.WriteString("balance", coins.Text(coins.TotalUnits));
        json.WriteString("available", coins.Text(coins.AvailableUnits));
        json.WriteString("holds", coins.Text(coins.HoldUnits));
    }
}
