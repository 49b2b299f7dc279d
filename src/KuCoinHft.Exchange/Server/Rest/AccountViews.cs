using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Writes what an account has and owes.</summary>
/// <remarks>Source: api.md 6.5.</remarks>
internal static class AccountViews
{
    public static void MarginAccounts(Utf8JsonWriter json, MarginLedger ledger)
    {
        (long assetsQuote, long debtQuote) = ledger.Value();
        json.WriteStartObject();
        json.WriteString("totalAssetOfQuoteCurrency", PushWriter.Coins(assetsQuote));
        json.WriteString("totalLiabilityOfQuoteCurrency", PushWriter.Coins(debtQuote));
        json.WriteString("debtRatio", PushWriter.DebtRatioText(assetsQuote, debtQuote));
        json.WriteString("status", ledger.IsFrozen() ? "LIQUIDATION" : "EFFECTIVE");
        json.WriteStartArray("accounts");
        foreach (MarginAccount account in ledger.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("currency", account.Currency);
            json.WriteString("total", PushWriter.Coins(account.TotalUnits));
            json.WriteString("available", PushWriter.Coins(account.AvailableUnits));
            json.WriteString("hold", PushWriter.Coins(account.HoldUnits));
            json.WriteString("liability", PushWriter.Coins(account.LiabilityUnits));
            json.WriteString("liabilityPrincipal", PushWriter.Coins(account.PrincipalUnits));
            json.WriteString("liabilityInterest", PushWriter.Coins(account.InterestUnits));
            json.WriteString("maxBorrowSize", PushWriter.Coins(ledger.BorrowUnitsMax(account.Currency)));
            json.WriteBoolean("borrowEnabled", true);
            json.WriteBoolean("transferInEnabled", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
