using static KuCoinHft.Engine.Decode.FieldNeed;

namespace KuCoinHft.Engine.Decode;

/// <summary>What the public topics hold beside those that the engine trades on: the protocol as tables, like <see cref="MessageShapes"/>.</summary>
/// <remarks>Only what makes the message one of its kind is required: the topics are informative, and KuCoin adds to them.</remarks>
internal static class MarketShapes
{
    /// <summary>Volume in base currency, turnover in quote.</summary>
    public static readonly ObjectShape Bar = new(
        new("start", Field.BarStart, FieldType.Integer),
        new("open", Field.Open, FieldType.Amount),
        new("close", Field.Close, FieldType.Amount),
        new("high", Field.High, FieldType.Amount),
        new("low", Field.Low, FieldType.Amount),
        new("volume", Field.Volume, FieldType.Sum),
        new("turnover", Field.Turnover, FieldType.Sum));

    public static readonly ObjectShape Candle = new(
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("candles", Field.Candles, FieldType.Row, Required, Bar),
        new("time", Field.Time, FieldType.Integer));

    /// <summary>An empty side is an empty list.</summary>
    public static readonly ObjectShape Depth = new(
        new("asks", Field.Asks, FieldType.Levels, NullAllowed),
        new("bids", Field.Bids, FieldType.Levels, NullAllowed),
        new("timestamp", Field.Time, FieldType.Integer));

    public static readonly ObjectShape BestAsk = new(
        new("price", Field.BestAsk, FieldType.Amount),
        new("size", Field.BestAskSize, FieldType.Amount));

    public static readonly ObjectShape BestBid = new(
        new("price", Field.BestBid, FieldType.Amount),
        new("size", Field.BestBidSize, FieldType.Amount));

    /// <summary>An empty side is an empty row.</summary>
    public static readonly ObjectShape Level1 = new(
        new("asks", Field.Asks, FieldType.Row, NullAllowed, BestAsk),
        new("bids", Field.Bids, FieldType.Row, NullAllowed, BestBid),
        new("timestamp", Field.Time, FieldType.Integer));

    /// <summary>Of a symbol or of each symbol of a market. The live feed adds lastSize and the inner sequence to what is documented.</summary>
    public static readonly ObjectShape Figures = new(
        new("askSize", Field.BestAskSize, FieldType.Amount),
        new("averagePrice", Field.AveragePrice, FieldType.Sum),
        new("baseCurrency", Field.BaseCurrency, FieldType.Text),
        new("bidSize", Field.BestBidSize, FieldType.Amount),
        new("board", Field.Board, FieldType.Text),
        new("buy", Field.BestBid, FieldType.Amount),
        new("changePrice", Field.ChangePrice, FieldType.Decimal),
        new("changeRate", Field.ChangeRate, FieldType.Decimal),
        new("close", Field.Close, FieldType.Amount),
        new("datetime", Field.Time, FieldType.Integer),
        new("high", Field.High, FieldType.Amount),
        new("lastSize", Field.Size, FieldType.Amount),
        new("lastTradedPrice", Field.Price, FieldType.Amount),
        new("low", Field.Low, FieldType.Amount),
        new("makerCoefficient", Field.MakerCoefficient, FieldType.Decimal),
        new("makerFeeRate", Field.MakerFeeRate, FieldType.Decimal),
        new("marginTrade", Field.MarginTrade, FieldType.Flag),
        new("mark", Field.Mark, FieldType.Text),
        new("market", Field.Market, FieldType.Text),
        new("marketChange1h", Field.HourChange, FieldType.Object, Optional, Change(Field.HourChangePrice)),
        new("marketChange24h", Field.DayChange, FieldType.Object, Optional, Change(Field.DayChangePrice)),
        new("marketChange4h", Field.FourHourChange, FieldType.Object, Optional, Change(Field.FourHourChangePrice)),
        new("markets", Field.Markets, FieldType.Texts),
        new("open", Field.Open, FieldType.Amount),
        new("quoteCurrency", Field.QuoteCurrency, FieldType.Text),
        new("sell", Field.BestAsk, FieldType.Amount),
        new("sequence", Field.InnerSequence, FieldType.Integer),
        new("siteTypes", Field.SiteTypes, FieldType.Texts),
        new("sort", Field.Sort, FieldType.Text),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("symbolCode", Field.SymbolCode, FieldType.Text),
        new("takerCoefficient", Field.TakerCoefficient, FieldType.Decimal),
        new("takerFeeRate", Field.TakerFeeRate, FieldType.Decimal),
        new("trading", Field.Trading, FieldType.Flag),
        new("vol", Field.Volume, FieldType.Sum),
        new("volValue", Field.Turnover, FieldType.Sum));

    public static readonly ObjectShape Snapshot = new(
        new("sequence", Field.Sequence, FieldType.Integer),
        new("data", Field.Figures, FieldType.Object, Required, Figures));

    /// <summary>Mark and index price, quoted in BTC or in what KuCoin lists.</summary>
    public static readonly ObjectShape Tick = new(
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("granularity", Field.Granularity, FieldType.Integer),
        new("value", Field.Value, FieldType.Amount, Required),
        new("timestamp", Field.Time, FieldType.Integer));

    /// <summary>Before a listing.</summary>
    public static readonly ObjectShape CallAuction = new(
        new("symbol", Field.Symbol, FieldType.Text),
        new("estimatedPrice", Field.EstimatedPrice, FieldType.Decimal),
        new("estimatedSize", Field.EstimatedSize, FieldType.Decimal),
        new("sellOrderRangeLowPrice", Field.SellLowPrice, FieldType.Decimal),
        new("sellOrderRangeHighPrice", Field.SellHighPrice, FieldType.Decimal),
        new("buyOrderRangeLowPrice", Field.BuyLowPrice, FieldType.Decimal),
        new("buyOrderRangeHighPrice", Field.BuyHighPrice, FieldType.Decimal),
        new("time", Field.Time, FieldType.Integer));

    public static readonly ObjectShape FundingBook = new(
        new("sequence", Field.Sequence, FieldType.Integer),
        new("currency", Field.Currency, FieldType.Text),
        new("dailyIntRate", Field.DailyRate, FieldType.Decimal),
        new("annualIntRate", Field.AnnualRate, FieldType.Decimal),
        new("term", Field.Term, FieldType.Text),
        new("size", Field.Size, FieldType.Decimal),
        new("side", Field.Side, FieldType.Text),
        new("ts", Field.EngineTime, FieldType.Integer));

    // The seven fields of a change follow one another in Field.
    private static ObjectShape Change(Field first) => new(
        new("changePrice", first, FieldType.Decimal),
        new("changeRate", first + 1, FieldType.Decimal),
        new("high", first + 2, FieldType.Amount),
        new("low", first + 3, FieldType.Amount),
        new("open", first + 4, FieldType.Amount),
        new("vol", first + 5, FieldType.Sum),
        new("volValue", first + 6, FieldType.Sum));
}
