using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server;

/// <summary>Writes the data of REST answers.</summary>
/// <remarks>Source: api.md 6.1, 6.2, 6.5. Fields that an instrument does not carry get KuCoin's usual values.</remarks>
internal static class RestViews
{
    private const string BaseMaxSize = "10000000000";
    private const string QuoteMaxSize = "99999999";

    public static void Symbol(Utf8JsonWriter json, Instrument instrument, ExchangeRules rules)
    {
        json.WriteStartObject();
        WriteRules(json, instrument, rules);
        json.WriteBoolean("isMarginEnabled", instrument.IsMarginEnabled);
        json.WriteBoolean("enableTrading", true);
        json.WriteNumber("feeCategory", 1);
        json.WriteString("makerFeeCoefficient", "1.00");
        json.WriteString("takerFeeCoefficient", "1.00");
        json.WriteBoolean("st", false);
        json.WriteBoolean("callauctionIsEnabled", false);
        json.WriteNull("callauctionPriceFloor");
        json.WriteNull("callauctionPriceCeiling");
        json.WriteNull("callauctionFirstStageStartTime");
        json.WriteNull("callauctionSecondStageStartTime");
        json.WriteNull("callauctionThirdStageStartTime");
        json.WriteNull("tradingStartTime");
        json.WriteEndObject();
    }

    public static void MarginSymbol(Utf8JsonWriter json, Instrument instrument, ExchangeRules rules)
    {
        json.WriteStartObject();
        WriteRules(json, instrument, rules);
        json.WriteBoolean("enableTrading", true);
        json.WriteEndObject();
    }

    public static void MarginAccounts(Utf8JsonWriter json, MarginLedger ledger)
    {
        (long assetsQuote, long debtQuote) = ledger.Value();
        json.WriteStartObject();
        json.WriteString("totalAssetOfQuoteCurrency", PushWriter.Coins(assetsQuote));
        json.WriteString("totalLiabilityOfQuoteCurrency", PushWriter.Coins(debtQuote));
        json.WriteString("debtRatio", PushWriter.DebtRatioText(assetsQuote, debtQuote));
        json.WriteString("status", ledger.StatusText);
        json.WriteStartArray("accounts");
        foreach (CoinAccount account in ledger.Accounts)
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
            json.WriteBoolean("borrowEnabled", true);
            json.WriteBoolean("transferInEnabled", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, Instrument instrument, ExchangeRules rules)
    {
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("name", instrument.Symbol);
        json.WriteString("baseCurrency", instrument.BaseCurrency);
        json.WriteString("quoteCurrency", instrument.QuoteCurrency);
        json.WriteString("feeCurrency", instrument.QuoteCurrency);
        json.WriteString("market", instrument.QuoteCurrency == "USDT" ? "USDS" : instrument.QuoteCurrency);
        json.WriteString("baseMinSize", DecimalText.Format(instrument.SizeLotsMin, instrument.SizeDecimals));
        json.WriteString("quoteMinSize", PushWriter.Coins(instrument.FundsQuoteMin));
        json.WriteString("baseMaxSize", BaseMaxSize);
        json.WriteString("quoteMaxSize", QuoteMaxSize);
        json.WriteString("baseIncrement", DecimalText.Format(instrument.SizeIncrementLots, instrument.SizeDecimals));
        json.WriteString("quoteIncrement", DecimalText.Format(1, OrderReader.QuoteDecimals(instrument)));
        json.WriteString("priceIncrement", DecimalText.Format(instrument.PriceIncrementTicks, instrument.PriceDecimals));
        json.WriteString("priceLimitRate", rules.PriceLimitRate.ToString());
        json.WriteString("minFunds", PushWriter.Coins(instrument.FundsQuoteMin));
    }
}
