using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Best prices, last trades, and the figures of the last 24 hours.</summary>
/// <remarks>
/// All of it is what the exchange has played: before a symbol's first trade its price is 0, and a session shorter than a day has the figures of that time.
/// Source: api.md 6.1.
/// </remarks>
internal sealed class TickerRoutes(RestContext context)
{
    private const string FeeRate = "0.001";

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/market/orderbook/level1", Pool.Public, 2, ApiPermissions.None, x => context.Read(x["symbol"], GiveBest)),
        new("GET", "/api/v1/market/allTickers", Pool.Public, 15, ApiPermissions.None, _ => context.Read(GiveAll)),
        new("GET", "/api/v1/market/stats", Pool.Public, 15, ApiPermissions.None, x => context.Read(x["symbol"], GiveStats)),
        new("GET", "/api/v1/market/histories", Pool.Public, 3, ApiPermissions.None, x => context.Read(x["symbol"], GiveTrades)),
        new("GET", "/api/v1/prices", Pool.Public, 3, ApiPermissions.None, x => context.Read(core => GivePrices(core, x["base"] ?? "USD", x["currencies"]))),
    ];

    private static RestAnswer GiveBest(ExchangeCore core, Instrument instrument) => RestAnswer.Fields(json =>
    {
        SymbolMarket market = core.Markets[instrument.Id];
        BestPrices best = BestPrices.Of(market.Book);
        json.WriteNumber("time", core.NowNs / Nanos.PerMillisecond);
        json.WriteString("sequence", market.Book.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("price", DecimalText.Format(market.LastTrade.PriceTicks, instrument.PriceDecimals));
        json.WriteString("size", DecimalText.Format(market.LastTrade.SizeLots, instrument.SizeDecimals));
        json.WriteString("bestBid", DecimalText.Format(best.BidTicks, instrument.PriceDecimals));
        json.WriteString("bestBidSize", DecimalText.Format(best.BidLots, instrument.SizeDecimals));
        json.WriteString("bestAsk", DecimalText.Format(best.AskTicks, instrument.PriceDecimals));
        json.WriteString("bestAskSize", DecimalText.Format(best.AskLots, instrument.SizeDecimals));
    });

    private static RestAnswer GiveAll(ExchangeCore core) => RestAnswer.Fields(json =>
    {
        json.WriteNumber("time", core.NowNs / Nanos.PerMillisecond);
        json.WritePropertyName("ticker");
        RestAnswer.WriteRows(json, core.Markets, (_, market) =>
        {
            BestPrices best = BestPrices.Of(market.Book);
            json.WriteStartObject();
            json.WriteString("symbol", market.Instrument.Symbol);
            json.WriteString("symbolName", market.Instrument.Symbol);
            json.WriteString("bestBidSize", DecimalText.Format(best.BidLots, market.Instrument.SizeDecimals));
            json.WriteString("bestAskSize", DecimalText.Format(best.AskLots, market.Instrument.SizeDecimals));
            WriteDay(json, market, best, core.NowNs);
            json.WriteEndObject();
        });
    });

    private static RestAnswer GiveStats(ExchangeCore core, Instrument instrument) => RestAnswer.Fields(json =>
    {
        SymbolMarket market = core.Markets[instrument.Id];
        json.WriteNumber("time", core.NowNs / Nanos.PerMillisecond);
        json.WriteString("symbol", instrument.Symbol);
        WriteDay(json, market, BestPrices.Of(market.Book), core.NowNs);
    });

    private static RestAnswer GiveTrades(ExchangeCore core, Instrument instrument) => RestAnswer.Rows(core.Markets[instrument.Id].Trades, (json, trade) =>
    {
        json.WriteStartObject();
        json.WriteString("sequence", trade.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("price", DecimalText.Format(trade.PriceTicks, instrument.PriceDecimals));
        json.WriteString("size", DecimalText.Format(trade.SizeLots, instrument.SizeDecimals));
        json.WriteString("side", trade.TakerSide == Side.Buy ? "buy" : "sell");
        json.WriteNumber("time", trade.TimeNs);
        json.WriteEndObject();
    });

    private static void WriteDay(Utf8JsonWriter json, SymbolMarket market, BestPrices best, long nowNs)
    {
        Instrument instrument = market.Instrument;
        Figures day = market.Figures(FigureSpan.Day, nowNs);
        json.WriteString("buy", DecimalText.Format(best.BidTicks, instrument.PriceDecimals));
        json.WriteString("sell", DecimalText.Format(best.AskTicks, instrument.PriceDecimals));
        json.WriteString("changeRate", Figures.Text(day.ChangeRate));
        json.WriteString("changePrice", Figures.Text(Figures.Price(day.ChangeTicks, instrument)));
        json.WriteString("high", Figures.Text(Figures.Price(day.HighTicks, instrument)));
        json.WriteString("low", Figures.Text(Figures.Price(day.LowTicks, instrument)));
        json.WriteString("vol", Figures.Text(day.Volume(instrument)));
        json.WriteString("volValue", Figures.Text(day.Turnover(instrument)));
        json.WriteString("last", Figures.Text(Figures.Price(day.LastTicks, instrument)));
        json.WriteString("averagePrice", Figures.Text(day.AveragePrice(instrument)));
        json.WriteString("takerFeeRate", FeeRate);
        json.WriteString("makerFeeRate", FeeRate);
        json.WriteString("takerCoefficient", "1");
        json.WriteString("makerCoefficient", "1");
    }

    // KuCoin gives prices in a fiat currency; here a dollar is a USDT, and no other is known.
    private static RestAnswer GivePrices(ExchangeCore core, string fiat, string? currencies)
    {
        string[] wanted = [.. SymbolViews.Currencies(core).Select(x => x.Name).Where(x => currencies is null || currencies.Split(',').Contains(x))];
        return fiat != "USD"
            ? RestAnswer.Refuse(new Refusal("400100", "This exchange knows prices in USD only."))
            : RestAnswer.Fields(json =>
            {
                foreach (string currency in wanted)
                {
                    if (core.Marks.TryPrice(currency, out decimal price))
                        json.WriteString(currency, Figures.Text(price));
                }
            });
    }
}
