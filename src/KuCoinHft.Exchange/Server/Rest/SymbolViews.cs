using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>A currency of the session.</summary>
internal sealed record ListedCurrency(CoinTerms Terms, bool IsMarginEnabled)
{
    public string Name => Terms.Currency;
}

/// <summary>Writes symbols and currencies.</summary>
/// <remarks>Source: api.md 6.1. Fields that an instrument does not carry get KuCoin's usual values.</remarks>
internal static class SymbolViews
{
    private const string BaseMaxSize = "10000000000";
    private const string QuoteMaxSize = "99999999";

    public static void Symbol(Utf8JsonWriter json, Instrument instrument, ExchangeRules rules)
    {
        json.WriteStartObject();
        WriteRules(json, instrument, rules);
        json.WriteBoolean("isMarginEnabled", instrument.IsMarginEnabled);
        json.WriteBoolean("enableTrading", true);
        SymbolRules fees = rules.Symbol(instrument.Symbol);
        json.WriteNumber("feeCategory", fees.FeeCategory);
        json.WriteString("makerFeeCoefficient", fees.MakerCoefficient.ToString("0.00", CultureInfo.InvariantCulture));
        json.WriteString("takerFeeCoefficient", fees.TakerCoefficient.ToString("0.00", CultureInfo.InvariantCulture));
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

    /// <summary>The currencies of the exchange.</summary>
    public static IEnumerable<ListedCurrency> Currencies(ExchangeCore core) => core.Account.Ledger.Accounts.Select(x =>
        new ListedCurrency(x.Terms, core.Instruments.Any(y => y.IsMarginEnabled && (y.BaseCurrency == x.Currency || y.QuoteCurrency == x.Currency))));

    /// <summary>A currency; deposits and withdrawals are no part of this exchange, so it is on no chain.</summary>
    public static void Currency(Utf8JsonWriter json, ListedCurrency currency)
    {
        json.WriteStartObject();
        json.WriteString("currency", currency.Name);
        json.WriteString("name", currency.Name);
        json.WriteString("fullName", currency.Name);
        json.WriteNumber("precision", currency.Terms.Precision);
        json.WriteNull("confirms");
        json.WriteNull("contractAddress");
        json.WriteBoolean("isMarginEnabled", currency.IsMarginEnabled);
        json.WriteBoolean("isDebitEnabled", currency.IsMarginEnabled && currency.Terms.Rules.BorrowEnabled);
        json.WriteStartArray("chains");
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
        json.WriteString("market", SymbolMarket.MarketNameOf(instrument));
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
