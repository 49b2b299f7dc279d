using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Risk;

/// <summary>Positions and cash flow from our fills.</summary>
/// <remarks>
/// Units: lots and 10^-8 quote. Sums take every traded pair's quote currency as the same: the engine trades USDT pairs. Fees at one configured rate:
/// the exchange's own statement is the truth, this one is for the loss limit.
/// </remarks>
public sealed class PositionBook
{
    private readonly InstrumentTable _instruments;
    private readonly int _feeRateE6;
    private readonly long[] _lots;
    private readonly long[] _markTicks;
    private readonly PositionCounts[] _counts;
    // Wider than a long, since it adds up for as long as the session lasts.
    private Int128 _cashQuote;

    public PositionBook(InstrumentTable instruments, int feeRateE6)
    {
        _instruments = instruments;
        _feeRateE6 = feeRateE6;
        _lots = new long[instruments.Count];
        _markTicks = new long[instruments.Count];
        _counts = new PositionCounts[instruments.Count];
    }

    /// <summary>Fills taken.</summary>
    public long FillCount { get; private set; }

    /// <summary>Fees at the configured rate.</summary>
    public long FeesQuote { get; private set; }

    /// <summary>What the fills of a symbol came to.</summary>
    public PositionCounts Counts(int symbolId) => _counts[symbolId];

    /// <summary>Signed position: positive is long.</summary>
    public long Lots(int symbolId) => _lots[symbolId];

    /// <summary>Takes a fill.</summary>
    public void OnFill(int symbolId, Side side, long priceTicks, long sizeLots)
    {
        long funds = _instruments[symbolId].FundsQuote(priceTicks, sizeLots);
        // Rounded up, as a fee never rounds in our favour.
        long fee = (long)((((Int128)funds * _feeRateE6) + 999_999) / 1_000_000);
        bool isBuy = side == Side.Buy;
        _lots[symbolId] = Instrument.Saturate((Int128)_lots[symbolId] + (isBuy ? sizeLots : -sizeLots));
        ref PositionCounts counts = ref _counts[symbolId];
        counts.BuyFills += isBuy ? 1 : 0;
        counts.SellFills += isBuy ? 0 : 1;
        counts.LongLotsMax = Math.Max(counts.LongLotsMax, _lots[symbolId]);
        counts.ShortLotsMax = Math.Max(counts.ShortLotsMax, -_lots[symbolId]);
        _cashQuote += (isBuy ? -funds : funds) - fee;
        FeesQuote = Instrument.Saturate((Int128)FeesQuote + fee);
        FillCount++;
    }

    /// <summary>Takes the middle of the book as the price to value at.</summary>
    public void Mark(int symbolId, long midTicks) => _markTicks[symbolId] = midTicks;

    /// <summary>The price that the symbol is valued at, 0 before the first.</summary>
    public long MarkTicks(int symbolId) => _markTicks[symbolId];

    /// <summary>Profit since start: cash flow plus the positions at their marks.</summary>
    public long ProfitQuote()
    {
        Int128 profit = _cashQuote;
        for (int i = 0; i < _lots.Length; i++)
        {
            if (_lots[i] != 0)
                profit += _instruments[i].FundsQuote(_markTicks[i], _lots[i]);
        }

        return Instrument.Saturate(profit);
    }

    /// <summary>Sum of the positions' absolute values.</summary>
    public long NotionalQuote()
    {
        Int128 sum = 0;
        for (int i = 0; i < _lots.Length; i++)
        {
            if (_lots[i] != 0)
                sum += _instruments[i].FundsQuote(_markTicks[i], Math.Abs(_lots[i]));
        }

        return Instrument.Saturate(sum);
    }
}

/// <summary>Fills by side, and the largest position on either side in lots.</summary>
public struct PositionCounts
{
    public long BuyFills;
    public long SellFills;
    public long LongLotsMax;
    public long ShortLotsMax;
}
