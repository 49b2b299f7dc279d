using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>The features as their definitions say them: from the whole list of events, anew for each timer, with no state.</summary>
public sealed class FeatureOracle
{
    private readonly OracleHistory _own;
    private readonly OracleHistory? _partner;
    private readonly OracleBars _bars;
    private readonly long _nowNs;

    /// <param name="events">Every event up to and with the timer.</param>
    public FeatureOracle(IReadOnlyList<MarketEvent> events, int symbolId, int partnerId)
    {
        _nowNs = events[^1].ReceiveNs;
        _own = new OracleHistory(events, symbolId, _nowNs);
        _bars = new OracleBars(events, symbolId);
        _partner = partnerId < 0 ? null : new OracleHistory(events, partnerId, _nowNs);
    }

    public FeatureState State => !_own.IsStarted ? FeatureState.Warming
        : !_own.IsUsable ? FeatureState.Stale
        : _nowNs - _own.StartNs < 10_000_000_000 ? FeatureState.Warming : FeatureState.Ready;

    public LongState LongState => _bars.Known.Count < 5 ? (_bars.HasHole ? LongState.Hole : LongState.Filling) : _bars.IsSettling ? LongState.Filling : LongState.Ready;

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
        AddLong(values);
        return values;
    }

    private static double Clip(double x, double limit) => Math.Max(-limit, Math.Min(limit, x));

    private static double SignedLog(double x) => Clip(Math.Sign(x) * Math.Log(1 + Math.Abs(x)), 8);

    private void AddBook(Dictionary<string, double> values)
    {
        OracleShape now = _own.Last;
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
            List<OracleTrade> trades = _own.TradesIn(w);
            double all = trades.Sum(t => t.Lots);
            values[$"trade_flow_{w}s"] = all > 0 ? trades.Sum(t => t.Signed) / all : 0;
            values[$"trade_rate_{w}s"] = Math.Log(1 + (trades.Count / _own.WindowSeconds(w)));
        }

        List<OracleTrade> in5s = _own.TradesIn(5);
        List<OracleTrade> in60s = _own.TradesIn(60);
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

    private void AddLong(Dictionary<string, double> values)
    {
        if (LongState != LongState.Ready)
        {
            foreach (FeatureDefinition definition in FeatureSet.Definitions.Skip(FeatureSet.LongFirst))
                values[definition.Name] = 0;
            return;
        }

        List<OracleBar> bars = _bars.Known;
        double mid = _own.Last.Mid;
        double[] closes = [.. bars.Select(b => b.Close)];
        double volatility = 1e4 * Math.Sqrt(closes.Zip(closes.Skip(1), (a, b) => Math.Pow((b / a) - 1, 2)).Average());
        double high = bars.Max(b => b.High);
        double low = bars.Min(b => b.Low);
        List<double> trueRanges = [.. bars.Zip(bars.Skip(1), (a, b) => Math.Max(b.High, a.Close) - Math.Min(b.Low, a.Close))];
        double[] path = [.. closes, mid];
        double way = path.Zip(path.Skip(1), (a, b) => Math.Abs(b - a)).Sum();
        double pace = bars.Average(b => b.Lots);
        values["return_5m"] = Clip(((mid / closes[^5]) - 1) * 1e4, 2000);
        values["return_60m"] = Clip(((mid / closes[0]) - 1) * 1e4, 2000);
        values["volatility_60m"] = Math.Min(1000, volatility);
        values["volatility_surge_60m"] = Clip(Math.Log((Math.Min(1000, _own.Volatility(60)) + 0.5) / (Math.Min(1000, volatility) + 0.5)), 4);
        values["range_position_60m"] = high > low ? Clip(((mid - low) - (high - mid)) / (high - low), 3) : 0;
        values["true_range_14m"] = Clip(trueRanges.TakeLast(14).Average() / mid * 1e4, 2000);
        values["volume_surge_5m"] = pace > 0 ? Clip(Math.Log((bars.TakeLast(5).Average(b => b.Lots) + (0.01 * pace)) / (1.01 * pace)), 5) : 0;
        values["efficiency_60m"] = way > 0 ? Math.Abs(mid - closes[0]) / way : 0;
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
}
