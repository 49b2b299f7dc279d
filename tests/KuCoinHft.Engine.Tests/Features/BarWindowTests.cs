using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>One-minute bars from trades and candles: against a plain oracle, and each rule by itself.</summary>
public sealed class BarWindowTests
{
    private const long Minute = 60 * Nanos.PerSecond;

    // 12 s into a minute.
    private const long Start = (28_000_000 * Minute) + (12 * Nanos.PerSecond);
    private const long StartMinute = Start / Minute;

    private readonly List<MarketEvent> _events = [];
    private readonly BarWindow _bars = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bars_are_what_the_events_say_whatever_comes_and_whatever_is_lost(int seed)
    {
        var random = new Random(seed);
        long nowNs = Start;
        var seen = new HashSet<LongState>();
        for (int i = 0; i < 1500; i++)
        {
            nowNs += (long)(Math.Pow(random.NextDouble(), 3) * (random.Next(200) == 0 ? 70 : 25) * Nanos.PerSecond);
            Take(Draw(random, nowNs));
            if (i % 5 == 0)
                CompareWithOracle(seed);
            seen.Add(_bars.StateAt(nowNs));
        }

        Assert.Equal(Enum.GetValues<LongState>().Order(), seen.Order());
    }

    [Fact]
    public void Trades_alone_make_a_bar_of_every_whole_minute()
    {
        Trade(0, 100, 5);
        Trade(50, 110, 1);
        Trade(70, 90, 2);
        Trade(107, 105, 3);
        Timer(108);

        // The first minute was not seen whole.
        Assert.Equal(1, _bars.Count);
        AssertBar(1, high: 110, low: 90, close: 105, lots: 6);
    }

    [Fact]
    public void Five_closed_bars_make_it_ready()
    {
        Trade(48, 100, 5);
        for (int second = 49; second < 348; second++)
            Timer(second);
        Assert.Equal((4, LongState.Filling), (_bars.Count, State(347)));
        Timer(348);
        Assert.Equal((5, LongState.Ready), (_bars.Count, State(348)));
    }

    [Fact]
    public void A_minute_without_trades_is_flat_at_the_close_before_it()
    {
        Timer(47);
        Trade(50, 100, 5);
        Trade(60, 120, 5);
        Timer(110);
        Timer(168);
        Assert.Equal(2, _bars.Count);
        AssertBar(1, 120, 120, 120, 0);
    }

    [Fact]
    public void Minutes_without_trades_before_any_price_are_no_bars()
    {
        for (int second = 0; second < 300; second += 30)
            Timer(second);
        Assert.Equal((0, LongState.Filling), (_bars.Count, State(270)));
    }

    [Fact]
    public void An_answer_warms_it_once_its_rows_have_come_in_any_order()
    {
        foreach (int back in new[] { 3, 0, 7, 1, 9, 2, 8, 5, 4 })
            Answer(1, StartMinute - back, 90 + back, 110 + back, 100 + back, 7);

        // Six back is not in the answer: no trade in it.
        Assert.Equal((9, LongState.Filling), (_bars.Count, State(1)));
        Assert.Equal(LongState.Ready, State(2));
        AssertBar(6, 107, 107, 107, 0);
        AssertBar(9, 119, 99, 109, 7);
        Timer(48);
        Assert.Equal(10, _bars.Count);
        AssertBar(1, 110, 90, 100, 7);
    }

    [Fact]
    public void An_answer_is_not_believed_while_its_rows_come()
    {
        Answer(1, StartMinute - 40, 90, 110, 100, 7);
        Assert.Equal((40, LongState.Filling), (_bars.Count, State(1)));
    }

    [Fact]
    public void Trades_after_the_answer_are_added_to_the_open_bar()
    {
        Trade(0, 500, 9);
        Answer(1, StartMinute, 90, 110, 100, 7);
        Trade(2, 120, 3);
        Timer(48);
        AssertBar(1, 120, 90, 120, 10);
    }

    [Fact]
    public void What_the_feed_tells_of_a_minute_its_trades_do_not_touch()
    {
        Trade(0, 500, 9);
        Push(1, StartMinute, 90, 110, 100, 7);
        Trade(2, 120, 3);
        Push(3, StartMinute, 90, 120, 120, 10);
        Push(49, StartMinute, 90, 125, 119, 11);
        AssertBar(1, 125, 90, 119, 11);
    }

    [Fact]
    public void The_same_candle_twice_is_the_same_and_another_of_that_minute_replaces_it()
    {
        Answer(1, StartMinute - 1, 90, 110, 100, 7);
        Answer(1, StartMinute - 1, 90, 110, 100, 7);
        AssertBar(1, 110, 90, 100, 7);
        Answer(2, StartMinute - 1, 80, 85, 82, 1);
        AssertBar(1, 85, 80, 82, 1);
        Assert.Equal(1, _bars.Count);
    }

    [Fact]
    public void A_candle_ahead_of_our_time_waits_for_its_minute()
    {
        Answer(1, StartMinute, 90, 110, 100, 7);
        Push(47, StartMinute + 1, 100, 101, 101, 2);
        Timer(48);
        Timer(108);
        Assert.Equal(2, _bars.Count);
        AssertBar(1, 101, 100, 101, 2);
    }

    [Fact]
    public void Candles_of_another_length_or_outside_the_window_are_left_out()
    {
        Answer(1, StartMinute - 61, 90, 110, 100, 7);
        Answer(1, StartMinute + 2, 90, 110, 100, 7);
        Update fiveMinutes = Candle(1, StartMinute - 5, 90, 110, 100, 7, isAnswer: true).Update;
        fiveMinutes.Code = 300;
        _bars.OnCandle(in fiveMinutes, Start, isAnswer: true);
        Assert.Equal((0, 0), (_bars.Count, _bars.FaultyCount));
    }

    [Theory]
    [InlineData(0, 110, 100, 7)]
    [InlineData(90, 89, 90, 7)]
    [InlineData(90, 110, 111, 7)]
    [InlineData(90, 110, 89, 7)]
    [InlineData(90, 110, 100, -1)]
    public void A_candle_that_cannot_be_is_counted_and_left_out(long low, long high, long close, long lots)
    {
        Answer(1, StartMinute - 1, low, high, close, lots);
        Assert.Equal((0, 1), (_bars.Count, _bars.FaultyCount));
    }

    [Fact]
    public void A_candle_off_the_grid_is_counted_and_left_out()
    {
        Timer(0);
        Update update = Candle(1, StartMinute - 1, 90, 110, 100, 7, isAnswer: true).Update;
        update.ExchangeNs++;
        _bars.OnCandle(in update, Start, isAnswer: true);
        Assert.Equal((0, 1), (_bars.Count, _bars.FaultyCount));
    }

    [Fact]
    public void A_feed_that_begins_after_the_answer_leaves_a_hole_until_candles_mend_it()
    {
        Warm();
        Take(MarketEvent.Welcome(Start + (20 * Nanos.PerSecond)));

        // The closed bars are all true still; the minute with the hole in it is not among them.
        Assert.Equal(LongState.Ready, State(20));
        Timer(48);
        Assert.Equal((0, LongState.Hole), (_bars.Count, State(48)));
        Answer(50, StartMinute, 90, 110, 100, 7);
        Assert.Equal((10, LongState.Ready), (_bars.Count, State(51)));
    }

    [Fact]
    public void Time_mends_a_hole_too()
    {
        Warm();
        Take(MarketEvent.Welcome(Start + (20 * Nanos.PerSecond)));
        for (int second = 21; second < 348; second++)
            Trade(second, 100, 1);
        Assert.Equal(LongState.Hole, State(347));
        Timer(348);
        Assert.Equal((5, LongState.Ready), (_bars.Count, State(348)));
    }

    [Fact]
    public void A_feed_that_begins_anew_loses_every_minute_since_its_last_frame()
    {
        Warm();
        for (int second = 3; second < 400; second++)
        {
            if (second < 60)
                Trade(second, 100, 1);
            else
                Timer(second);
        }

        // Last heard of in the second minute, back in the seventh; all but the first are lost.
        Assert.Equal(LongState.Ready, State(399));
        Take(MarketEvent.Welcome(Start + (400 * Nanos.PerSecond)));
        Assert.Equal((0, LongState.Hole), (_bars.Count, State(400)));

        // One answer of all but two minutes: these had no trade.
        foreach (int back in new[] { 1, 2, 4, 6 })
            Answer(401, StartMinute + 6 - back, 90, 110, 100, 7);
        Assert.Equal((15, LongState.Ready), (_bars.Count, State(402)));
        AssertBar(3, 100, 100, 100, 0);
    }

    [Fact]
    public void A_minute_without_any_frame_is_a_loss_as_well()
    {
        Warm();
        Trade(3, 100, 1);
        Timer(63);
        Assert.Equal(LongState.Ready, State(63));
        Timer(124);
        Assert.Equal(LongState.Hole, State(124));
    }

    [Fact]
    public void An_hour_is_kept_and_no_more()
    {
        Warm();
        for (int second = 3; second < 7200; second += 20)
            Trade(second, 100 + (second / 60), 1);
        Assert.Equal(BarWindow.BarsMax, _bars.Count);
        AssertBar(60, 159, 159, 159, 3);
    }

    [Fact]
    public void A_bar_is_a_cache_line() => Assert.Equal(64, Unsafe.SizeOf<Bar>());

    private static MarketEvent Candle(double second, long minute, long low, long high, long close, long lots, bool isAnswer)
    {
        TopOfBook none = default;
        return MarketEvent.Candle(Start + (long)(second * Nanos.PerSecond), 0, in none, minute, low, high, close, lots, isAnswer);
    }

    // Ten closed bars and the open one, from an answer of REST.
    private void Warm()
    {
        for (int back = 9; back >= 0; back--)
            Answer(1, StartMinute - back, 90, 110, 100, 7);
    }

    private LongState State(double second) => _bars.StateAt(Start + (long)(second * Nanos.PerSecond));

    private void Answer(double second, long minute, long low, long high, long close, long lots) => Take(Candle(second, minute, low, high, close, lots, isAnswer: true));

    private void Push(double second, long minute, long low, long high, long close, long lots) => Take(Candle(second, minute, low, high, close, lots, isAnswer: false));

    private void Trade(double second, long price, long lots)
    {
        TopOfBook none = default;
        Take(MarketEvent.Trade(Start + (long)(second * Nanos.PerSecond), 0, in none, Side.Buy, price, lots));
    }

    private void Timer(double second)
    {
        TopOfBook none = default;
        Take(MarketEvent.Timer(Start + (long)(second * Nanos.PerSecond), 0, in none));
    }

    // What the handler does with a frame.
    private void Take(MarketEvent e)
    {
        _events.Add(e);
        if (e.Update.Kind == UpdateKind.Welcome)
        {
            _bars.OnFeedStart(e.ReceiveNs);
            return;
        }

        _bars.Roll(e.ReceiveNs, e.Source == FrameSource.Feed);
        if (e.Update.Kind == UpdateKind.Match)
            _bars.OnTrade(e.Update.PriceTicks, e.Update.SizeLots);
        else if (e.Update.Kind == UpdateKind.Candle)
            _bars.OnCandle(e.Update, e.ReceiveNs, e.IsAnswer);
    }

    private MarketEvent Draw(Random random, long nowNs)
    {
        TopOfBook none = default;
        long low = random.Next(100, 200);
        long high = low + random.Next(20);
        long close = random.NextInt64(low, high + 1);
        int what = random.Next(400);
        if (what == 0)
            return MarketEvent.Welcome(nowNs);
        if (what < 30)
            return MarketEvent.Candle(nowNs, 0, in none, (nowNs / Minute) - random.Next(-1, 40), low, high, close, random.Next(9), isAnswer: random.Next(3) > 0);
        return what < 150
            ? MarketEvent.Timer(nowNs, 0, in none)
            : MarketEvent.Trade(nowNs, 0, in none, Side.Buy, close, random.Next(1, 9));
    }

    private void CompareWithOracle(int seed)
    {
        var oracle = new OracleBars(_events, 0);
        string where = $"seed {seed}, event {_events.Count}";
        Assert.True(oracle.Known.Count == _bars.Count, $"{where}: {_bars.Count} bars, wanted {oracle.Known.Count}");
        for (int back = 1; back <= _bars.Count; back++)
        {
            OracleBar wanted = oracle.Known[^back];
            Bar bar = _bars[back];
            Assert.True(wanted == new OracleBar(bar.High, bar.Low, bar.Close, bar.Lots), $"{where}: bar {back} is {bar.High} {bar.Low} {bar.Close} {bar.Lots}, wanted {wanted}");
        }

        if (_bars.Count < BarWindow.BarsMin)
            Assert.True(oracle.HasHole == (_bars.StateAt(long.MaxValue) == LongState.Hole), $"{where}: hole {oracle.HasHole}");
    }

    private void AssertBar(int back, double high, double low, double close, double lots)
    {
        Bar bar = _bars[back];
        Assert.Equal((high, low, close, lots), (bar.High, bar.Low, bar.Close, bar.Lots));
    }
}
