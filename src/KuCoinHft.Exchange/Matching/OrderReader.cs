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

    /// <summary>Reads the body of <c>POST /api/v3/hf/margin/order</c>, which is also the args of <c>margin.order</c>.</summary>
    public static Refusal? Read(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, out OrderTicket? ticket)
    {
        ticket = null;
        Refusal? refusal = ReadNames(body, instruments, out Instrument? instrument, out string clientOid);
        if (refusal is not null)
            return refusal;
        Side side = body.Field("side") switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => Side.None };
        if (side == Side.None)
            return Refusal.SideInvalid;
        string type = body.Field("type") ?? "limit";
        if (type is not ("limit" or "market"))
            return Refusal.TypeInvalid;
        bool isMarket = type == "market";
        if (!TryReadLife(body, isMarket, out OrderLife life))
            return Refusal.TimeInForceInvalid;
        refusal = ReadSize(body, instrument!, out long sizeLots);
        long priceTicks = 0;
        if (refusal is null && !isMarket)
            refusal = ReadPrice(body, instrument!, sizeLots, out priceTicks);
        if (refusal is not null)
            return refusal;
        ticket = new OrderTicket
        {
            ClientOid = clientOid,
            Instrument = instrument!,
            Side = side,
            PriceTicks = priceTicks,
            SizeLots = sizeLots,
            Life = life,
            IsPostOnly = life == OrderLife.Gtc && !isMarket && IsTrue(body, "postOnly"),
            AutoBorrow = IsTrue(body, "autoBorrow"),
            AutoRepay = IsTrue(body, "autoRepay"),
        };
        return null;
    }

    private static Refusal? ReadNames(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, out Instrument? instrument, out string clientOid)
    {
        instrument = null;
        clientOid = body.Field("clientOid") ?? "";
        if (clientOid.Length == 0)
            return Refusal.ClientOidRequired;
        if (clientOid.Length > ClientOidLengthMax || !clientOid.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return Refusal.ClientOidPattern;
        if (!instruments.TryGetValue(body.Field("symbol") ?? "", out instrument))
            return Refusal.UnknownSymbol;
        if (!instrument.IsMarginEnabled)
            return Refusal.MarginDisabled;
        // stp is taken and has nothing to do: our resting orders are not in the book, so own orders never meet.
        return IsTrue(body, "isIsolated") ? Refusal.IsolatedUnsupported : null;
    }

    private static bool TryReadLife(JsonElement body, bool isMarket, out OrderLife life)
    {
        life = OrderLife.Ioc;
        if (isMarket)
            return true;
        string? text = body.Field("timeInForce");
        life = text switch { null or "GTC" => OrderLife.Gtc, "IOC" => OrderLife.Ioc, "FOK" => OrderLife.Fok, _ => (OrderLife)(-1) };
        return life >= OrderLife.Gtc;
    }

    private static Refusal? ReadSize(JsonElement body, Instrument instrument, out long sizeLots)
    {
        sizeLots = 0;
        if (body.Field("funds") is not null)
            return Refusal.FundsUnsupported;
        if (!TryNumber(body.Field("size"), out decimal size))
            return Refusal.SizeRequired;
        if (size > long.MaxValue / (decimal)PowersOfTen.Long(8))
            return Refusal.AmountTooLarge;
        if (!DecimalText.TryScale(size, instrument.SizeDecimals, out sizeLots) || sizeLots % instrument.SizeIncrementLots != 0)
            return Refusal.SizeIncrement;
        return sizeLots < instrument.SizeLotsMin ? Refusal.SizeBelowMinimum : null;
    }

    private static Refusal? ReadPrice(JsonElement body, Instrument instrument, long sizeLots, out long priceTicks)
    {
        priceTicks = 0;
        if (!TryNumber(body.Field("price"), out decimal price))
            return Refusal.PriceRequired;
        if (!DecimalText.TryScale(price, instrument.PriceDecimals, out priceTicks) || priceTicks % instrument.PriceIncrementTicks != 0)
            return Refusal.PriceIncrement;
        return CheckFunds(instrument, priceTicks, sizeLots);
    }

    /// <summary>Checks price x size against minFunds and against what the ledger's integers hold.</summary>
    public static Refusal? CheckFunds(Instrument instrument, long priceTicks, long sizeLots)
    {
        double quote = priceTicks / instrument.TicksPerUnit * (sizeLots / instrument.LotsPerUnit);
        if (quote > 1e10)
            return Refusal.AmountTooLarge;
        return instrument.FundsQuote(priceTicks, sizeLots) < instrument.FundsQuoteMin
            ? Refusal.FundsBelowMinimum(DecimalText.Format(instrument.FundsQuoteMin, 8), instrument.QuoteCurrency)
            : null;
    }

    private static bool TryNumber(string? text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number) && number > 0;

    private static bool IsTrue(JsonElement body, string name) => string.Equals(body.Field(name), "true", StringComparison.OrdinalIgnoreCase);
}
