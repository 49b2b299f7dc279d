using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>One order, from received to done.</summary>
/// <remarks>Units: lots, ticks; money in 10^-8 quote, held base coins in units of the coin's precision.</remarks>
internal sealed class Order
{
    private readonly int _fundsShift;
    private readonly int _baseDecimals;
    private Int128 _fundsTicksLots;
    private Int128 _feeNumerator;
    private long _tipLots;

    /// <summary>Its place among the public lots of its price, while it rests.</summary>
    public QueuePlace Queue;

    public Order(string id, long number, ExchangeAccount account, OrderTicket ticket, long nowNs)
    {
        (Id, Number, Account, Ticket, CreatedNs, UpdatedNs) = (id, number, account, ticket, nowNs, nowNs);
        Wallet = account.WalletOf(ticket.IsMargin ? WalletKind.Margin : WalletKind.Trade);
        _fundsShift = ticket.Instrument.PriceDecimals + ticket.Instrument.SizeDecimals - 8;
        _baseDecimals = Wallet[ticket.Instrument.BaseCurrency].Precision;
    }

    public string Id { get; }

    /// <summary>Counts the exchange's orders from 1.</summary>
    public long Number { get; }

    /// <summary>Whose it is.</summary>
    public ExchangeAccount Account { get; }

    /// <summary>What it pays from and into.</summary>
    public Wallet Wallet { get; }

    public OrderTicket Ticket { get; }

    public long CreatedNs { get; }

    public long UpdatedNs { get; set; }

    public long FilledLots { get; private set; }

    /// <summary>All that was cancelled, in part or at the end.</summary>
    public long CanceledLots { get; private set; }

    /// <summary>What was cancelled in part: by the client, or by self-trade prevention.</summary>
    public long ReducedLots { get; private set; }

    /// <summary>The size as it stands: what was ordered less what was cancelled in part.</summary>
    public long SizeLots => Ticket.SizeLots - ReducedLots;

    /// <summary>What can still trade; 0 for an order by funds, whose size nobody knows.</summary>
    public long RemainLots => Ticket.IsByFunds ? 0 : Ticket.SizeLots - FilledLots - CanceledLots;

    /// <summary>What of the remainder stands in the queue now: all of it, but of an iceberg only the slice it shows.</summary>
    public long TipLots => Ticket.Display == Display.Iceberg ? Math.Min(_tipLots, RemainLots) : RemainLots;

    /// <summary>By funds: what was not used in the end.</summary>
    public long CanceledQuote { get; private set; }

    /// <summary>Quote (buy) or base (sell) still held for it.</summary>
    public long HoldUnits { get; set; }

    public long FundsQuote { get; private set; }

    public long FeeQuote { get; private set; }

    /// <summary>True while it rests in the book.</summary>
    public bool IsActive { get; set; }

    /// <summary>When it became done, counted over the exchange; 0 before.</summary>
    public long DoneNumber { get; set; }

    /// <summary>When it expires; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresNs => Ticket.Life == OrderLife.Gtt ? CreatedNs + (Ticket.CancelAfterSeconds * Nanos.PerSecond) : long.MaxValue;

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
        _tipLots -= sizeLots;
        FundsQuote += fundsQuote;
        FeeQuote += feeQuote;
        return (fundsQuote, feeQuote);
    }

    public void CancelRemainder()
    {
        CanceledLots += RemainLots;
        CanceledQuote = Ticket.IsByFunds ? Ticket.FundsQuote - FundsQuote : 0;
    }

    /// <summary>Cancels a part of the remainder.</summary>
    public void Reduce(long lots)
    {
        ReducedLots += lots;
        CanceledLots += lots;
    }

    /// <summary>Shows an iceberg's next slice.</summary>
    public void ShowSlice() => _tipLots = Ticket.VisibleLots;

    /// <summary>Quote as ticks x lots, rounded down: what it can pay for.</summary>
    public Int128 TicksLotsOf(long quote) => _fundsShift >= 0 ? quote * (Int128)PowersOfTen.Long(_fundsShift) : quote / PowersOfTen.Long(-_fundsShift);

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
