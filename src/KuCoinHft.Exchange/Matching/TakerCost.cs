using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>What taking from the recorded book costs beyond its prices: spread and impact. Both are off by default.</summary>
/// <remarks>
/// Price: level x (1 + s + k x sqrt(ours / (ours + recorded))) for a buy, minus for a sell; s and k are the two rates of <see cref="MatchingOptions"/>, ours
/// and recorded the lots that we took of this symbol and side, and that traded in it, within the window. Rounded to our disadvantage, and never beyond
/// the order's limit.
/// Source: the square root law of impact (Bouchaud, Farmer, Lillo, "How markets slowly digest changes in supply and demand", 2009); s is ours.
/// </remarks>
internal sealed class TakerCost
{
    private const double RateOne = 1e12;

    private readonly double _spread;
    private readonly double _impact;
    private readonly long _windowNs;
    private readonly Flow[] _flows;

    public TakerCost(MatchingOptions options, int symbols)
    {
        _spread = Rate.Of(options.TakerSpreadRate, nameof(options.TakerSpreadRate)).Parts / RateOne;
        _impact = Rate.Of(options.ImpactRate, nameof(options.ImpactRate)).Parts / RateOne;
        _windowNs = (long)options.ImpactWindow.TotalMicroseconds * 1000;
        _flows = [.. Enumerable.Range(0, symbols).Select(_ => new Flow())];
    }

    public void OnTrade(int symbolId, long lots, long nowNs)
    {
        if (_impact > 0)
            _flows[symbolId].Recorded.Add(lots, nowNs, _windowNs);
    }

    public void OnTaken(int symbolId, Side side, long lots, long nowNs)
    {
        if (_impact > 0)
            _flows[symbolId].Ours(side).Add(lots, nowNs, _windowNs);
    }

    /// <summary>What a taker pays or gets for lots of a level at <paramref name="levelTicks"/>.</summary>
    /// <param name="lots">Lots of the order so far, these included.</param>
    /// <param name="limitTicks">The worst price that the order allows, 0 for none.</param>
    public long PriceTicks(Instrument instrument, Side side, long levelTicks, long lots, long limitTicks, long nowNs)
    {
        if (_spread == 0 && _impact == 0)
            return levelTicks;
        double rate = _spread;
        if (_impact > 0)
        {
            Flow flow = _flows[instrument.Id];
            double ours = lots + flow.Ours(side).Sum(nowNs, _windowNs);
            rate += _impact * Math.Sqrt(ours / (ours + flow.Recorded.Sum(nowNs, _windowNs)));
        }

        long increment = instrument.PriceIncrementTicks;
        long worseTicks = (long)Math.Ceiling(levelTicks * rate / increment) * increment;
        if (side == Side.Buy)
            return limitTicks == 0 ? levelTicks + worseTicks : Math.Min(levelTicks + worseTicks, limitTicks);

        // A price must stay a price, whatever the rates.
        return Math.Max(levelTicks - worseTicks, Math.Max(limitTicks, increment));
    }

    private sealed class Flow
    {
        public Window Recorded { get; } = new();

        private readonly Window _bought = new();
        private readonly Window _sold = new();

        public Window Ours(Side side) => side == Side.Buy ? _bought : _sold;
    }

    private sealed class Window
    {
        private readonly Queue<(long AtNs, long Lots)> _entries = new();
        private long _sum;

        public void Add(long lots, long nowNs, long windowNs)
        {
            Drop(nowNs - windowNs);
            _entries.Enqueue((nowNs, lots));
            _sum += lots;
        }

        public long Sum(long nowNs, long windowNs)
        {
            Drop(nowNs - windowNs);
            return _sum;
        }

        private void Drop(long untilNs)
        {
            while (_entries.TryPeek(out (long AtNs, long Lots) first) && first.AtNs <= untilNs)
            {
                _sum -= first.Lots;
                _entries.Dequeue();
            }
        }
    }
}
