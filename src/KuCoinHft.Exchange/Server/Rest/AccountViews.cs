using System.Text.Json;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Writes what a margin account has and owes.</summary>
/// <remarks>Source: api.md 6.5.</remarks>
internal static class AccountViews
{
    /// <param name="price">The quote currency's price in USDT.</param>
    /// <param name="isRetired">True for the account that KuCoin keeps no more: no coins and no debts.</param>
    public static void MarginAccounts(Utf8JsonWriter json, MarginLedger ledger, decimal price, bool isRetired)
    {
        (long assetsQuote, long debtQuote) = isRetired ? default : ledger.Value();
        json.WriteStartObject();
        json.WriteString("totalAssetOfQuoteCurrency", InQuote(assetsQuote, price));
        json.WriteString("totalLiabilityOfQuoteCurrency", InQuote(debtQuote, price));
        json.WriteString("debtRatio", PushWriter.DebtRatioText(assetsQuote, debtQuote));
        json.WriteString("status", isRetired ? "EFFECTIVE" : ledger.StatusText);
        json.WriteStartArray("accounts");
        foreach (CoinAccount account in isRetired ? [] : ledger.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("currency", account.Currency);
            json.WriteString("total", account.Text(account.TotalUnits));
            json.WriteString("available", account.Text(account.AvailableUnits));
            json.WriteString("hold", account.Text(account.HoldUnits));
            json.WriteString("liability", account.Text(account.LiabilityUnits));
            json.WriteString("liabilityPrincipal", account.Text(account.PrincipalUnits));
            json.WriteString("liabilityInterest", account.Text(account.InterestUnits));
            json.WriteString("maxBorrowSize", account.Text(ledger.BorrowUnitsMax(account.Currency)));
            json.WriteBoolean("borrowEnabled", account.Terms.Rules.BorrowEnabled);
            json.WriteBoolean("transferInEnabled", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The fields of the abandoned <c>/api/v1/margin/account</c>.</summary>
    public static void OldMarginAccount(Utf8JsonWriter json, MarginLedger ledger)
    {
        (long assetsQuote, long debtQuote) = ledger.Value();
        json.WriteString("debtRatio", PushWriter.DebtRatioText(assetsQuote, debtQuote));
        json.WriteStartArray("accounts");
        foreach (CoinAccount account in ledger.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("currency", account.Currency);
            json.WriteString("totalBalance", account.Text(account.TotalUnits));
            json.WriteString("availableBalance", account.Text(account.AvailableUnits));
            json.WriteString("holdBalance", account.Text(account.HoldUnits));
            json.WriteString("liability", account.Text(account.LiabilityUnits));
            json.WriteString("maxBorrowSize", account.Text(ledger.BorrowUnitsMax(account.Currency)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string InQuote(long quote, decimal price) => Figures.Text(Math.Round(quote / 100_000_000m / price, 8));
}
