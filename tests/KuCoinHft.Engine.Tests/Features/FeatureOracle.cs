using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>The features as their definitions say them: from the whole list of events, anew for each timer, with no state.</summary>
public sealed class FeatureOracle
{
    private const double SlotSeconds = 0.25;

    private readonly History _own;
    private readonly History? _partner;
    private readonly long _nowNs;

    /// <param name="events">Every event up to and with the timer.</param>
    public FeatureOracle(IReadOnlyList<MarketEvent> events, int symbolId, int partnerId)
    {
        _nowNs = events[^1].ReceiveNs;
        _own = new History(events, symbolId, _nowNs);
        _partner = partnerId < 0 ? null : new History(events, partnerId, _nowNs);
    }

    public FeatureState State => !_own.IsStarted ? FeatureState.Warming
        : !_own.IsUsable ? FeatureState.Stale
        : _nowNs - _own.StartNs < 10_000_000_000 ? FeatureState.Warming : FeatureState.Ready;

    public Dictionary<string, double> Values()
    {
        var values = new Dictionary<string, double>();
        AddBook(values);
        AddFlow(values);
        AddPrice(values);
        AddPair(values);
        double day = 2 * Math.PI * (_nowNs % 86_400_000_000_000L) / 86_400e9;
        values["day_sin"] = Math.Sin(day);
        values["day_cos"] = Math.Cos(day);
        return values;
    }

    private static double Clip(double x, double limit) => Math.Max(-limit, Math.Min(limit, x));

    private static double SignedLog(double x) => Clip(Math.Sign(x) * Math.Log(1 + Math.Abs(x)), 8);

    private void AddBook(Dictionary<string, double> values)
    {
        Shape now = _own.Last;
        double depth1 = _own.Mean(20, s => s.Depth1);
        double depth5 = _own.Mean(20, s => s.Depth5);
        values["imbalance_1"] = now.Imbalance1;
        values["imbalance_5"] = (now.BidLots.Sum() - now.AskLots.Sum()) / (now.BidLots.Sum() + now.AskLots.Sum());
        values["imbalance_1_mean_5s"] = _own.Mean(5, s => s.Imbalance1);
        double vwapBid = now.BidTicks.Zip(now.BidLots, (p, q) => p * q).Sum() / now.BidLots.Sum();
        double vwapAsk = now.AskTicks.Zip(now.AskLots, (p, q) => p * q).Sum() / now.AskLots.Sum();
        double micro = ((vwapBid * now.AskLots.Sum()) + (vwapAsk * now.BidLots.Sum())) / (now.BidLots.Sum() + now.AskLots.Sum());
        values["microprice_5"] = Clip(((micro / now.Mid) - 1) * 1e4, 50);
        values["spread"] = Clip(now.Spread, 500);
        values["spread_surge"] = Clip(Math.Log(now.Spread / _own.Mean(20, s => s.Spread)), 4);
        values["depth_surge"] = Clip(Math.Log(now.Depth5 / depth5), 4);
        values["depth_front"] = now.Depth1 / now.Depth5;
        double up = now.AskTicks[^1] - now.Mid;
        double down = now.Mid - now.BidTicks[^1];
        values["depth_skew"] = (up - down) / (up + down);
        values["depth_span"] = Clip((now.AskTicks[^1] - now.BidTicks[^1]) / now.Mid * 1e4, 500);
        values["ofi_1s"] = SignedLog(_own.OrderFlow(1, 1) / depth1);
        values["ofi_5s"] = SignedLog(_own.OrderFlow(5, 1) / depth1);
        values["ofi_20s"] = SignedLog(_own.OrderFlow(20, 1) / depth1);
        values["ofi_depth_5s"] = SignedLog(_own.OrderFlow(5, Limits.TopLevels) / depth5);
        values["quote_rate_1s"] = Math.Log(1 + (_own.Quotes(1) / _own.WindowSeconds(1)));
        values["quote_rate_20s"] = Math.Log(1 + (_own.Quotes(20) / _own.WindowSeconds(20)));
    }

    private void AddFlow(Dictionary<string, double> values)
    {
        foreach (int w in new[] { 1, 5, 20, 60 })
        {
            List<Trade> trades = _own.TradesIn(w);
            double all = trades.Sum(t => t.Lots);
            values[$"trade_flow_{w}s"] = all > 0 ? trades.Sum(t => t.Signed) / all : 0;
            values[$"trade_rate_{w}s"] = Math.Log(1 + (trades.Count / _own.WindowSeconds(w)));
        }

        List<Trade> in5s = _own.TradesIn(5);
        List<Trade> in60s = _own.TradesIn(60);
        values["trade_pressure_5s"] = SignedLog(in5s.Sum(t => t.Signed) / _own.Mean(20, s => s.Depth1));
        double pace5s = in5s.Sum(t => t.Lots) / _own.WindowSeconds(5);
        double pace60s = in60s.Sum(t => t.Lots) / _own.WindowSeconds(60);
        values["volume_surge_5s"] = pace60s > 0 ? Clip(Math.Log((pace5s + (0.01 * pace60s)) / (1.01 * pace60s)), 5) : 0;
        values["trade_size_surge_5s"] = in5s.Count > 0 ? Clip(Math.Log(in5s.Average(t => t.Lots) / in60s.Average(t => t.Lots)), 4) : 0;
        long since = _nowNs - _own.Trades.Select(t => t.Ns).Append(_own.StartNs).Max();
        values["since_trade"] = Math.Log(1 + Math.Min(60, since / 1e9));
        double vwap = in60s.Count > 0 ? in60s.Sum(t => t.Ticks * t.Lots) / in60s.Sum(t => t.Lots) : _own.Last.Mid;
        values["vwap_gap_60s"] = Clip(((_own.Last.Mid / vwap) - 1) * 1e4 / Unit, 6);
    }

    private double Unit => Math.Max(0.5, _own.Volatility(60));

    private void AddPrice(Dictionary<string, double> values)
    {
        foreach (int w in new[] { 1, 5, 10, 30, 60 })
            values[$"return_{w}s"] = Clip(_own.Return(w), 500);
        foreach (int w in new[] { 5, 20, 60 })
            values[$"volatility_{w}s"] = Math.Min(1000, _own.Volatility(w));
        values["volatility_surge"] = Clip(Math.Log((_own.Volatility(5) + 0.5) / (_own.Volatility(60) + 0.5)), 4);
        foreach (int w in new[] { 10, 30, 60 })
        {
            double scale = 1e4 / (Unit * Math.Sqrt(w / 60.0));
            values[$"above_high_{w}s"] = Clip(((_own.Last.Mid / _own.MidsOfChannel(w).Max()) - 1) * scale, 6);
            values[$"below_low_{w}s"] = Clip(((_own.Last.Mid / _own.MidsOfChannel(w).Min()) - 1) * scale, 6);
        }

        double gap = _own.Mean(5, s => s.Mid) - _own.Mean(20, s => s.Mid);
        values["momentum"] = Clip(gap / _own.Last.Mid * 1e4 / Unit, 6);
        values["momentum_turn"] = Clip((gap - _own.MomentumMean()) / _own.Last.Mid * 1e4 / Unit, 6);
        List<double> moves20 = _own.Moves(20);
        List<double> moves60 = _own.Moves(60);
        double absolute20 = moves20.Sum(Math.Abs);
        double absolute60 = moves60.Sum(Math.Abs);
        values["rsi_20s"] = absolute20 > 0 ? moves20.Sum() / absolute20 : 0;
        values["efficiency_60s"] = absolute60 > 0 ? Math.Abs(moves60.Sum()) / absolute60 : 0;
        List<double> returns = _own.Returns(60);
        double squares = returns.Sum(r => r * r);
        values["autocorrelation_60s"] = squares > 0 ? returns.Zip(returns.Skip(1), (a, b) => a * b).Sum() / squares : 0;
    }

    private void AddPair(Dictionary<string, double> values)
    {
        string[] names = ["pair_return_gap_5s", "pair_spread_z_60s", "pair_correlation_60s", "pair_beta_60s", "partner_return_1s"];
        foreach (string name in names)
            values[name] = 0;
        if (_partner is not { IsUsable: true })
            return;
        values[names[0]] = Clip(_own.Return(5) - _partner.Return(5), 500);
        values[names[4]] = Clip(_partner.Return(1), 500);
        long first = Math.Max(_own.First, _partner.First);
        int seconds = (int)Math.Min(60, (_own.Current - first) / 4);
        if (seconds < 10)
            return;
        double[] x = [.. Enumerable.Range(0, seconds + 1).Select(i => _own.Close(_own.Current - (4 * i)))];
        double[] y = [.. Enumerable.Range(0, seconds + 1).Select(i => _partner.Close(_own.Current - (4 * i)))];
        double[] dx = [.. Enumerable.Range(0, seconds).Select(i => (x[i] / x[i + 1]) - 1)];
        double[] dy = [.. Enumerable.Range(0, seconds).Select(i => (y[i] / y[i + 1]) - 1)];
        double covariance = dx.Zip(dy, (a, b) => (a - dx.Average()) * (b - dy.Average())).Sum();
        double vx = dx.Sum(a => Math.Pow(a - dx.Average(), 2));
        double vy = dy.Sum(b => Math.Pow(b - dy.Average(), 2));
        double beta = covariance / vy;
        values[names[2]] = covariance / Math.Sqrt(vx * vy);
        values[names[3]] = Clip(beta, 5);
        double[] spread = [.. x.Zip(y, (a, b) => (a / x[0]) - (beta * b / y[0]))];
        double deviation = Math.Sqrt(spread.Average(s => Math.Pow(s - spread.Average(), 2)));
        values[names[1]] = Clip((spread[0] - spread.Average()) / deviation, 6);
    }

    public readonly record struct Trade(long Ns, double Ticks, double Lots, double Signed);

    /// <summary>A usable book in the units of the definitions; only the levels that are there.</summary>
    public sealed record Shape(long Ns, TopOfBook Top, bool Continues)
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
        public double Flow(Shape before, int level)
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
    private sealed class History
    {
        private readonly List<Shape> _shapes = [];
        private readonly Dictionary<long, double> _closes = [];

        public History(IReadOnlyList<MarketEvent> events, int symbolId, long nowNs)
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
                    _shapes.Add(new Shape(e.ReceiveNs, e.Top, IsUsable && _shapes.Count > 0));
                IsUsable = usable;
                if (IsStarted && e.Update.Kind == UpdateKind.Match)
                {
                    double lots = e.Update.SizeLots;
                    Trades.Add(new Trade(e.ReceiveNs, e.Update.PriceTicks, lots, e.Update.Side == Market.Side.Buy ? lots : -lots));
                }
            }
        }

        public bool IsStarted { get; private set; }

        public bool IsUsable { get; private set; }

        public long StartNs { get; private set; }

        public long First => Slot(StartNs);

        public long Current { get; }

        public List<Trade> Trades { get; } = [];

        public Shape Last => _shapes[^1];

        public static long Slot(long ns) => ns / 250_000_000;

        public double WindowSeconds(int seconds) => Math.Min(seconds / SlotSeconds, Current - First + 1) * SlotSeconds;

        public List<Trade> TradesIn(int seconds) => [.. Trades.Where(t => Slot(t.Ns) > Current - (4 * seconds))];

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

        public double Mean(double seconds, Func<Shape, double> of) => MeanAt(Current - 1, seconds, of);

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

        private double MeanAt(long lastSlot, double seconds, Func<Shape, double> of)
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

        private Shape ShapeAt(long slot) => _shapes.Last(s => Slot(s.Ns) <= slot);

        private void Start(long ns)
        {
            IsStarted = true;
            StartNs = ns;
            _shapes.Clear();
            Trades.Clear();
        }
    }
}
