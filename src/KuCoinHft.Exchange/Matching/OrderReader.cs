using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Turns the JSON of an order into a ticket, or names what is wrong with it.</summary>
/// <remarks>Strings, numbers and booleans are taken in any JSON type; unknown fields are ignored, as KuCoin does (api.md 8.3).</remarks>
internal static class OrderReader
{
    private const int ClientOidLengthMax = 40;
    private const int RemarkLengthMax = 100;
    private const int VisiblePartMax = 20;
    private const long CancelAfterSecondsMax = 366 * 24 * 3600;
    private const decimal FundsMax = 99_999_999m;

    /// <summary>Decimal places of <c>quoteIncrement</c>: what KuCoin usually prints, no finer than the ledger.</summary>
    public static int QuoteDecimals(Instrument instrument) => Math.Min(8, Math.Max(instrument.PriceDecimals, 6));

    /// <summary>Reads the body of an order: of <c>POST /api/v3/hf/margin/order</c>, of its stop orders, or of HF spot.</summary>
    /// <param name="isMargin">False for an order of <c>/api/v1/hf/orders</c>, which can neither borrow nor repay.</param>
    public static Refusal? Read(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, out OrderTicket? ticket, bool isMargin = true)
    {
        ticket = null;
        Refusal? refusal = ReadNames(body, instruments, isMargin, out Instrument? instrument, out string clientOid);
        if (refusal is not null)
            return refusal;
        Side side = body.Field("side") switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => Side.None };
        if (side == Side.None)
            return Refusal.SideInvalid;
        string type = body.Field("type") ?? "limit";
        if (type is not ("limit" or "market"))
            return Refusal.TypeInvalid;
        bool isMarket = type == "market";
        refusal = ReadLife(body, isMarket, out OrderLife life, out long cancelAfter);
        if (refusal is not null)
            return refusal;
        refusal = ReadSelfTrade(body, isMarket, life, out SelfTrade selfTrade);
        if (refusal is not null)
            return refusal;
        long priceTicks = 0, sizeLots, fundsQuote = 0;
        refusal = isMarket ? ReadMarketSize(body, instrument!, out sizeLots, out fundsQuote) : ReadLimit(body, instrument!, out sizeLots, out priceTicks);
        if (refusal is not null)
            return refusal;
        refusal = ReadDisplay(body, instrument!, isMarket, sizeLots, out Display display, out long visibleLots);
        (string? remark, string? tags) = (body.Field("remark"), body.Field("tags"));
        if (refusal is null && !(IsRemark(remark) && IsRemark(tags)))
            refusal = Refusal.RemarkInvalid;
        if (refusal is not null)
            return refusal;
        ticket = new OrderTicket
        {
            ClientOid = clientOid,
            Instrument = instrument!,
            Side = side,
            PriceTicks = priceTicks,
            SizeLots = sizeLots,
            FundsQuote = fundsQuote,
            Life = life,
            CancelAfterSeconds = cancelAfter,
            IsPostOnly = life is OrderLife.Gtc or OrderLife.Gtt && IsTrue(body, "postOnly"),
            Display = display,
            VisibleLots = visibleLots,
            SelfTrade = selfTrade,
            AutoBorrow = isMargin && IsTrue(body, "autoBorrow"),
            AutoRepay = isMargin && IsTrue(body, "autoRepay"),
            Remark = remark,
            Tags = tags,
            IsMargin = isMargin,
        };
        return null;
    }

    /// <summary>Checks <c>clientTimestamp</c> against <c>allowMaxTimeWindow</c> of an HF spot order; both are optional, in milliseconds.</summary>
    /// <param name="nowMs">The clock that the client goes by.</param>
    public static Refusal? CheckWindow(JsonElement body, long nowMs)
    {
        if (body.Field("allowMaxTimeWindow") is not { } window || body.Field("clientTimestamp") is not { } sent)
            return null;
        return long.TryParse(window, CultureInfo.InvariantCulture, out long windowMs) && long.TryParse(sent, CultureInfo.InvariantCulture, out long sentMs)
            && Math.Abs((decimal)nowMs - sentMs) <= windowMs ? null : Refusal.ClientTimestamp;
    }

    /// <summary>Reads a price that an order may have.</summary>
    public static Refusal? ReadPrice(JsonElement body, string name, Instrument instrument, Refusal missing, out long priceTicks)
    {
        priceTicks = 0;
        if (!TryNumber(body.Field(name), out decimal price))
            return missing;
        return DecimalText.TryScale(price, instrument.PriceDecimals, out priceTicks) && priceTicks % instrument.PriceIncrementTicks == 0 ? null : Refusal.PriceIncrement;
    }

    /// <summary>Reads a size that an order may have.</summary>
    public static Refusal? ReadSize(JsonElement body, string name, Instrument instrument, out long sizeLots)
    {
        sizeLots = 0;
        if (!TryNumber(body.Field(name), out decimal size))
            return Refusal.SizeRequired;
        if (size > long.MaxValue / (decimal)PowersOfTen.Long(8))
            return Refusal.AmountTooLarge;
        if (!DecimalText.TryScale(size, instrument.SizeDecimals, out sizeLots) || sizeLots % instrument.SizeIncrementLots != 0)
            return Refusal.SizeIncrement;
        return sizeLots < instrument.SizeLotsMin ? Refusal.SizeBelowMinimum : null;
    }

    /// <summary>Checks price x size against minFunds and against what the ledger's integers hold.</summary>
    public static Refusal? CheckFunds(Instrument instrument, long priceTicks, long sizeLots)
    {
        double quote = priceTicks / instrument.TicksPerUnit * (sizeLots / instrument.LotsPerUnit);
        if (quote > 1e10)
            return Refusal.AmountTooLarge;
        return instrument.FundsQuote(priceTicks, sizeLots) < instrument.FundsQuoteMin ? BelowMinimum(instrument) : null;
    }

    private static Refusal? ReadNames(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, bool isMargin, out Instrument? instrument, out string clientOid)
    {
        instrument = null;
        clientOid = body.Field("clientOid") ?? "";
        if (clientOid.Length == 0)
            return Refusal.ClientOidRequired;
        if (clientOid.Length > ClientOidLengthMax || !clientOid.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return Refusal.ClientOidPattern;
        if (!instruments.TryGetValue(body.Field("symbol") ?? "", out instrument))
            return Refusal.UnknownSymbol;
        if (isMargin && !instrument.IsMarginEnabled)
            return Refusal.MarginDisabled;
        return IsTrue(body, "isIsolated") ? Refusal.IsolatedUnsupported : null;
    }

    private static Refusal? ReadLife(JsonElement body, bool isMarket, out OrderLife life, out long cancelAfter)
    {
        // A market order has no life, whatever clients send there.
        (life, cancelAfter) = (OrderLife.Ioc, 0);
        if (isMarket)
            return null;
        string? text = body.Field("timeInForce");
        if (string.IsNullOrEmpty(text))
            text = "GTC";
        life = text switch { "GTC" => OrderLife.Gtc, "GTT" => OrderLife.Gtt, "IOC" => OrderLife.Ioc, "FOK" => OrderLife.Fok, _ => (OrderLife)(-1) };
        if (life < OrderLife.Gtc)
            return Refusal.TimeInForceInvalid;
        if (life != OrderLife.Gtt)
            return null;
        return long.TryParse(body.Field("cancelAfter"), CultureInfo.InvariantCulture, out cancelAfter) && cancelAfter is > 0 and <= CancelAfterSecondsMax ? null : Refusal.CancelAfterInvalid;
    }

    private static Refusal? ReadSelfTrade(JsonElement body, bool isMarket, OrderLife life, out SelfTrade selfTrade)
    {
        string text = body.Field("stp") ?? "";
        selfTrade = text switch { "" => SelfTrade.Allowed, "DC" => SelfTrade.DecreaseAndCancel, "CO" => SelfTrade.CancelOld, "CN" => SelfTrade.CancelNew, "CB" => SelfTrade.CancelBoth, _ => (SelfTrade)(-1) };
        if (selfTrade < SelfTrade.Allowed || (isMarket && selfTrade == SelfTrade.DecreaseAndCancel))
            return Refusal.SelfTradeInvalid;

        // All or nothing goes with nothing else: api.md 6.2.
        if (life == OrderLife.Fok && selfTrade != SelfTrade.Allowed)
            selfTrade = SelfTrade.CancelNew;
        return null;
    }

    private static Refusal? ReadLimit(JsonElement body, Instrument instrument, out long sizeLots, out long priceTicks)
    {
        priceTicks = 0;
        return ReadSize(body, "size", instrument, out sizeLots)
            ?? ReadPrice(body, "price", instrument, Refusal.PriceRequired, out priceTicks)
            ?? CheckFunds(instrument, priceTicks, sizeLots);
    }

    private static Refusal? ReadMarketSize(JsonElement body, Instrument instrument, out long sizeLots, out long fundsQuote)
    {
        (sizeLots, fundsQuote) = (0, 0);
        string? funds = body.Field("funds");
        if (string.IsNullOrEmpty(funds))
            return ReadSize(body, "size", instrument, out sizeLots);
        if (!string.IsNullOrEmpty(body.Field("size")))
            return Refusal.SizeOrFunds;
        if (!TryNumber(funds, out decimal quote))
            return Refusal.FundsRequired;
        if (quote > FundsMax)
            return Refusal.AmountTooLarge;
        if (!DecimalText.TryScale(quote, QuoteDecimals(instrument), out long units))
            return Refusal.FundsIncrement;
        fundsQuote = units * PowersOfTen.Long(8 - QuoteDecimals(instrument));
        return fundsQuote < instrument.FundsQuoteMin ? BelowMinimum(instrument) : null;
    }

    private static Refusal? ReadDisplay(JsonElement body, Instrument instrument, bool isMarket, long sizeLots, out Display display, out long visibleLots)
    {
        (display, visibleLots) = (Display.Full, 0);
        if (isMarket)
            return null;
        if (IsTrue(body, "hidden"))
            display = Display.Hidden;
        if (display == Display.Hidden || !IsTrue(body, "iceberg"))
            return null;
        display = Display.Iceberg;
        return TryNumber(body.Field("visibleSize"), out decimal visible) && DecimalText.TryScale(visible, instrument.SizeDecimals, out visibleLots)
            && visibleLots % instrument.SizeIncrementLots == 0 && visibleLots <= sizeLots && (Int128)visibleLots * VisiblePartMax >= sizeLots ? null : Refusal.VisibleSizeInvalid;
    }

    private static bool IsRemark(string? text) => text is null || (text.Length <= RemarkLengthMax && System.Text.Ascii.IsValid(text));

    private static Refusal BelowMinimum(Instrument instrument) =>
        Refusal.FundsBelowMinimum(DecimalText.Format(instrument.FundsQuoteMin, 8), instrument.QuoteCurrency);

    private static bool TryNumber(string? text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number) && number > 0;

    private static bool IsTrue(JsonElement body, string name) => string.Equals(body.Field(name), "true", StringComparison.OrdinalIgnoreCase);
}
