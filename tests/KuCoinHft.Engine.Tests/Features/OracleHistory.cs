using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>A trade in lots and ticks; signed by its taker's side.</summary>
internal readonly record struct OracleTrade(long Ns, double Ticks, double Lots, double Signed);

/// <summary>A usable book in the units of the definitions; only the levels that are there.</summary>
internal sealed record OracleShape(long Ns, TopOfBook Top, bool Continues)
{
    public double[] BidTicks { get; } = [.. Side(Top.Bids).Select(l => (double)l.PriceTicks)];

    public double[] AskTicks { get; } = [.. Side(Top.Asks).Select(l => (double)l.PriceTicks)];

    public double[] BidLots { get; } = [.. Side(Top.Bids).Select(l => (double)l.SizeLots)];

    public double[] AskLots { get; } = [.. Side(Top.Asks).Select(l => (double)l.SizeLots)];

    public double Mid => (BidTicks[0] + AskTicks[0]) / 2;

    public double Spread => (AskTicks[0] - BidTicks[0]) / Mid * 1e4;

    public double Depth1 => (BidLots[0] + AskLots[0]) / 2;

    public double Depth5 => (BidLots.Sum() + AskLots.Sum()) / 2;

    public double Imbalance1 => (BidLots[0] - AskLots[0]) / (BidLots[0] + AskLots[0]);

    /// <summary>Order flow of one level from the book before to this one.</summary>
    public double Flow(OracleShape before, int level)
    {
        double flow = 0;
        (double pb, double qb) = At(BidTicks, BidLots, level, double.NegativeInfinity);
        (double pb0, double qb0) = At(before.BidTicks, before.BidLots, level, double.NegativeInfinity);
        (double pa, double qa) = At(AskTicks, AskLots, level, double.PositiveInfinity);
        (double pa0, double qa0) = At(before.AskTicks, before.AskLots, level, double.PositiveInfinity);
        flow += pb > pb0 ? qb : pb < pb0 ? -qb0 : qb - qb0;
        flow -= pa < pa0 ? qa : pa > pa0 ? -qa0 : qa - qa0;
        return flow;
    }

    private static (double Ticks, double Lots) At(double[] ticks, double[] lots, int level, double missing) =>
        level < ticks.Length ? (ticks[level], lots[level]) : (missing, 0);

    private static List<Level> Side(Levels levels)
    {
        var list = new List<Level>();
        foreach (Level level in levels)
        {
            if (level.PriceTicks > 0)
                list.Add(level);
        }

        return list;
    }
}

/// <summary>One symbol's events since its history began.</summary>
internal sealed class OracleHistory
{
    private const double SlotSeconds = 0.25;

    private readonly List<OracleShape> _shapes = [];
    private readonly Dictionary<long, double> _closes = [];

    public OracleHistory(IReadOnlyList<MarketEvent> events, int symbolId, long nowNs)
    {
        long lostNs = long.MinValue / 2;
        Current = Slot(nowNs);
        foreach (MarketEvent e in events.Where(e => e.Top.SymbolId == symbolId && (e.Top.Flags & BookFlags.Present) != 0))
        {
            bool usable = e.Top.IsLive && e.Top.Bids[0].PriceTicks > 0 && e.Top.Asks[0].PriceTicks > e.Top.Bids[0].PriceTicks;
            if (IsUsable && !usable)
                lostNs = e.ReceiveNs;
            if (usable && !IsUsable && (!IsStarted || e.ReceiveNs - lostNs > 60_000_000_000))
                Start(e.ReceiveNs);
            if (usable && (!IsUsable || (e.Top.Flags & BookFlags.TopChanged) != 0))
                _shapes.Add(new OracleShape(e.ReceiveNs, e.Top, IsUsable && _shapes.Count > 0));
            IsUsable = usable;
            if (IsStarted && e.Update.Kind == UpdateKind.Match)
            {
                double lots = e.Update.SizeLots;
                Trades.Add(new OracleTrade(e.ReceiveNs, e.Update.PriceTicks, lots, e.Update.Side == Side.Buy ? lots : -lots));
            }
        }
    }

    public bool IsStarted { get; private set; }

    public bool IsUsable { get; private set; }

    public long StartNs { get; private set; }

    public long First => Slot(StartNs);

    public long Current { get; }

    public List<OracleTrade> Trades { get; } = [];

    public OracleShape Last => _shapes[^1];

    public static long Slot(long ns) => ns / 250_000_000;

    public double WindowSeconds(int seconds) => Math.Min(seconds / SlotSeconds, Current - First + 1) * SlotSeconds;

    public List<OracleTrade> TradesIn(int seconds) => [.. Trades.Where(t => Slot(t.Ns) > Current - (4 * seconds))];

    public double Quotes(int seconds) => _shapes.Count(s => s.Continues && Slot(s.Ns) > Current - (4 * seconds));

    public double Close(long slot)
    {
        if (!_closes.TryGetValue(slot, out double close))
            _closes[slot] = close = ShapeAt(slot).Mid;
        return close;
    }

    /// <summary>Mids seen in the channel's slots, with the mid each slot began with.</summary>
    public IEnumerable<double> MidsOfChannel(int seconds)
    {
        long from = Math.Max(First, Current - (4 * seconds) + 1);
        long to = Current - 4;
        IEnumerable<double> seen = _shapes.Where(s => Slot(s.Ns) >= from && Slot(s.Ns) <= to).Select(s => s.Mid);
        return from > First ? seen.Append(Close(from - 1)) : seen;
    }

    public double Return(int seconds) => ((Last.Mid / Close(Math.Max(First, Current - (4 * seconds)))) - 1) * 1e4;

    /// <summary>Oldest first.</summary>
    public List<double> Moves(int seconds) => [.. SlotsOfMoves(seconds).Select(k => Close(k) - Close(k - 1))];

    public List<double> Returns(int seconds) => [.. SlotsOfMoves(seconds).Select(k => (Close(k) / Close(k - 1)) - 1)];

    public double Volatility(int seconds)
    {
        List<double> returns = Returns(seconds);
        return returns.Count == 0 ? 0 : 1e4 * Math.Sqrt(240 * returns.Average(r => r * r));
    }

    public double OrderFlow(double seconds, int levels) => _shapes
        .Select((shape, i) => (shape, i))
        .Where(x => x.shape.Continues)
        .Sum(x => Enumerable.Range(0, levels).Sum(level => x.shape.Flow(_shapes[x.i - 1], level))
            * Math.Exp(-(Current - Slot(x.shape.Ns)) * SlotSeconds / seconds));

    public double Mean(double seconds, Func<OracleShape, double> of) => MeanAt(Current - 1, seconds, of);

    public double MomentumMean()
    {
        double mean = 0;
        double fast = _shapes[0].Mid;
        double slow = fast;
        for (long k = First; k < Current; k++)
        {
            fast += (1 - Math.Exp(-SlotSeconds / 5)) * (Close(k) - fast);
            slow += (1 - Math.Exp(-SlotSeconds / 20)) * (Close(k) - slow);
            mean += (1 - Math.Exp(-SlotSeconds / 10)) * (fast - slow - mean);
        }

        return mean;
    }

    private double MeanAt(long lastSlot, double seconds, Func<OracleShape, double> of)
    {
        double mean = of(_shapes[0]);
        int at = 0;
        for (long k = First; k <= lastSlot; k++)
        {
            while (at + 1 < _shapes.Count && Slot(_shapes[at + 1].Ns) <= k)
                at++;
            mean += (1 - Math.Exp(-SlotSeconds / seconds)) * (of(_shapes[at]) - mean);
        }

        return mean;
    }

    private IEnumerable<long> SlotsOfMoves(int seconds)
    {
        for (long k = Math.Max(First + 1, Current - (4 * seconds) + 1); k <= Current; k++)
            yield return k;
    }

    private OracleShape ShapeAt(long slot) => _shapes.Last(s => Slot(s.Ns) <= slot);

    private void Start(long ns)
    {
        IsStarted = true;
        StartNs = ns;
        _shapes.Clear();
        Trades.Clear();
    }
}
