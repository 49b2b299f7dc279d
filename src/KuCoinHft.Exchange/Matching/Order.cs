using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>When an order's remainder ends.</summary>
internal enum OrderLife
{
    /// <summary>Rests until filled or cancelled.</summary>
    Gtc,

    /// <summary>What cannot trade at once is cancelled.</summary>
    Ioc,

    /// <summary>All at once or nothing.</summary>
    Fok,
}

/// <summary>What a client asked for, checked: every field is within the instrument's rules.</summary>
internal sealed record OrderTicket
{
    public required string ClientOid { get; init; }

    public required Instrument Instrument { get; init; }

    public required Side Side { get; init; }

    /// <summary>0 for a market order.</summary>
    public required long PriceTicks { get; init; }

    public required long SizeLots { get; init; }

    public required OrderLife Life { get; init; }

    public required bool IsPostOnly { get; init; }

    public required bool AutoBorrow { get; init; }

    public required bool AutoRepay { get; init; }

    /// <summary>False for <c>TRADE</c>, true for <c>MARGIN_TRADE</c>.</summary>
    public bool IsMargin { get; init; } = true;

    public bool IsMarket => PriceTicks == 0;
}

/// <summary>One order, from received to done.</summary>
/// <remarks>Units: lots, ticks; money in 10^-8 quote, held base coins in units of the coin's precision.</remarks>
internal sealed class Order
{
    private readonly int _fundsShift;
    private readonly int _baseDecimals;
    private Int128 _fundsTicksLots;
    private Int128 _feeNumerator;

    public Order(string id, ExchangeAccount account, OrderTicket ticket, long nowNs)
    {
        (Id, Account, Ticket, CreatedNs, UpdatedNs) = (id, account, ticket, nowNs, nowNs);
        Wallet = account.WalletOf(ticket.IsMargin ? WalletKind.Margin : WalletKind.Trade);
        _fundsShift = ticket.Instrument.PriceDecimals + ticket.Instrument.SizeDecimals - 8;
        _baseDecimals = Wallet[ticket.Instrument.BaseCurrency].Precision;
    }

    public string Id { get; }

    /// <summary>Whose it is.</summary>
    public ExchangeAccount Account { get; }

    /// <summary>What it pays from and into.</summary>
    public Wallet Wallet { get; }

    public OrderTicket Ticket { get; }

    public long CreatedNs { get; }

    public long UpdatedNs { get; set; }

    public long FilledLots { get; private set; }

    public long CanceledLots { get; private set; }

    public long RemainLots => Ticket.SizeLots - FilledLots - CanceledLots;

    /// <summary>Public lots that stand before us at our price.</summary>
    public long QueueAheadLots { get; set; }

    /// <summary>Quote (buy) or base (sell) still held for it.</summary>
    public long HoldUnits { get; set; }

    public long FundsQuote { get; private set; }

    public long FeeQuote { get; private set; }

    /// <summary>True while it rests in the book.</summary>
    public bool IsActive { get; set; }

    /// <summary>The currency that the order pays with.</summary>
    public string PaidCurrency => Ticket.Side == Side.Buy ? Ticket.Instrument.QuoteCurrency : Ticket.Instrument.BaseCurrency;

    /// <summary>Books a fill.</summary>
    /// <returns>What this fill adds to funds and fee. Both are rounded over the whole order, so they may be 0 for a tiny fill.</returns>
    public (long FundsQuote, long FeeQuote) Fill(long priceTicks, long sizeLots, Rate feeRate)
    {
        _fundsTicksLots += (Int128)priceTicks * sizeLots;
        long fundsQuote = Round(_fundsTicksLots, up: false) - FundsQuote;
        _feeNumerator += feeRate.Numerator(fundsQuote);
        long feeQuote = Rate.Ceiling(_feeNumerator) - FeeQuote;
        FilledLots += sizeLots;
        FundsQuote += fundsQuote;
        FeeQuote += feeQuote;
        return (fundsQuote, feeQuote);
    }

    public void CancelRemainder() => CanceledLots += RemainLots;

    /// <summary>The most quote that the remaining lots of a buy can still cost at <paramref name="priceTicks"/>, fee included, rounded up.</summary>
    public long QuoteNeeded(long priceTicks, Rate feeRateMax) => CostQuote((Int128)priceTicks * RemainLots, feeRateMax);

    /// <summary>The same for a cost already summed up in ticks x lots.</summary>
    public long CostQuote(Int128 ticksLots, Rate feeRateMax)
    {
        long fundsQuote = Round(_fundsTicksLots + ticksLots, up: true) - FundsQuote;
        return fundsQuote + Rate.Ceiling(_feeNumerator + feeRateMax.Numerator(fundsQuote)) - FeeQuote;
    }

    /// <summary>Lots as units of the base coin: exact, since orders and fills are whole increments and no increment is finer than that.</summary>
    public long BaseUnits(long sizeLots) => Ticket.Instrument.SizeDecimals <= _baseDecimals
        ? sizeLots * PowersOfTen.Long(_baseDecimals - Ticket.Instrument.SizeDecimals)
        : sizeLots / PowersOfTen.Long(Ticket.Instrument.SizeDecimals - _baseDecimals);

    private long Round(Int128 ticksLots, bool up)
    {
        if (_fundsShift <= 0)
            return (long)(ticksLots * PowersOfTen.Long(-_fundsShift));
        Int128 divisor = PowersOfTen.Long(_fundsShift);
        return (long)((ticksLots + (up ? divisor - 1 : 0)) / divisor);
    }
}
