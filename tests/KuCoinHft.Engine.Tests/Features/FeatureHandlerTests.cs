using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>States, warm-up, gaps and the independence of batches.</summary>
public sealed class FeatureHandlerTests
{
    private const long Start = SyntheticMarket.StartNs;
    private const long Second = Nanos.PerSecond;
    private const BookFlags Stale = BookFlags.Present;

    [Fact]
    public void A_vector_is_made_on_timers_alone()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook book = SyntheticMarket.Book(0, 1000, 1002);
        Assert.Equal(FeatureState.None, rig.Feed(MarketEvent.Level2(Start + (11 * Second), 0, in book)).State);
        Assert.Equal(FeatureState.None, rig.Feed(MarketEvent.Trade(Start + (11 * Second), 0, in book, Side.Buy, 1002, 5)).State);
        Assert.Equal(FeatureState.Ready, rig.Feed(MarketEvent.Timer(Start + (11 * Second), 0, in book)).State);
    }

    [Fact]
    public void A_timer_of_no_symbol_makes_no_vector()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook none = default;
        Assert.Equal(FeatureState.None, rig.Feed(MarketEvent.Timer(Start + (11 * Second), -1, in none)).State);
    }

    [Fact]
    public void A_symbol_is_warming_until_it_has_ten_seconds_of_book()
    {
        using var rig = new FeatureRig(-1);
        TopOfBook book = SyntheticMarket.Book(0, 1000, 1002);
        TopOfBook none = SyntheticMarket.Book(0, 0, 0, 0, BookFlags.Present);
        Assert.Equal(FeatureState.Warming, rig.Feed(MarketEvent.Timer(Start - Second, 0, in none)).State);
        rig.Feed(MarketEvent.Level2(Start, 0, in book));
        Assert.Equal(FeatureState.Warming, rig.Feed(MarketEvent.Timer(Start + FeatureHandler.WarmNs - 1, 0, in book)).State);
        Assert.Equal(FeatureState.Ready, rig.Feed(MarketEvent.Timer(Start + FeatureHandler.WarmNs, 0, in book)).State);
    }

    [Fact]
    public void A_lost_book_is_stale_and_its_values_are_zero()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook lost = SyntheticMarket.Book(0, 1000, 1002, flags: Stale | BookFlags.Gap);
        rig.Feed(MarketEvent.Level2(Start + (11 * Second), 0, in lost));
        FeatureVector vector = rig.Feed(MarketEvent.Timer(Start + (12 * Second), 0, in lost));
        Assert.Equal(FeatureState.Stale, vector.State);
        Assert.Equal(0, vector.SymbolId);
        for (int i = 0; i < Limits.FeaturesMax; i++)
            Assert.Equal(0, vector.Values[i]);
    }

    [Theory]
    [InlineData(1002, 1002, "locked")]
    [InlineData(1004, 1002, "crossed")]
    [InlineData(0, 1002, "without bids")]
    [InlineData(1000, 0, "without asks")]
    public void A_book_that_is_not_two_sided_is_stale(long bidTicks, long askTicks, string why)
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook book = SyntheticMarket.Book(0, 1000, 1002);
        book.Bids[0].PriceTicks = bidTicks;
        book.Asks[0].PriceTicks = askTicks;
        rig.Feed(MarketEvent.Level2(Start + (11 * Second), 0, in book));
        Assert.True(rig.Feed(MarketEvent.Timer(Start + (12 * Second), 0, in book)).State == FeatureState.Stale, why);
    }

    [Fact]
    public void What_changed_across_a_gap_is_a_return_but_no_order_flow()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook lost = SyntheticMarket.Book(0, 1000, 1002, flags: Stale | BookFlags.Gap);
        TopOfBook later = SyntheticMarket.Book(0, 1010, 1012, lots: 9000, BookFlags.Present | BookFlags.Live | BookFlags.TopChanged | BookFlags.Synced);
        rig.Feed(MarketEvent.Level2(Start + (11 * Second), 0, in lost));
        rig.Feed(MarketEvent.Level2(Start + (12 * Second), 0, in later));
        FeatureVector after = rig.Feed(MarketEvent.Timer(Start + (12 * Second), 0, in later));

        Assert.Equal(FeatureState.Ready, after.State);
        foreach (Feature flow in new[] { Feature.Ofi1s, Feature.Ofi5s, Feature.Ofi20s, Feature.OfiDepth5s, Feature.QuoteRate1s })
            Assert.Equal(0, FeatureRig.Value(in after, flow));
        Assert.Equal(((1011.0 / 1001) - 1) * 1e4, FeatureRig.Value(in after, Feature.Return5s), 0.01);
    }

    [Fact]
    public void The_same_change_without_a_gap_is_order_flow()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook later = SyntheticMarket.Book(0, 1010, 1012, lots: 9000);
        rig.Feed(MarketEvent.Level2(Start + (12 * Second), 0, in later));
        FeatureVector after = rig.Feed(MarketEvent.Timer(Start + (12 * Second), 0, in later));
        Assert.True(FeatureRig.Value(in after, Feature.Ofi1s) > 1);
    }

    [Fact]
    public void A_book_away_for_more_than_a_minute_warms_anew()
    {
        foreach (var (awaySeconds, state) in new[] { (60, FeatureState.Ready), (61, FeatureState.Warming) })
        {
            using var rig = new FeatureRig(-1);
            WarmUp(rig);
            TopOfBook lost = SyntheticMarket.Book(0, 1000, 1002, flags: Stale | BookFlags.Gap);
            TopOfBook back = SyntheticMarket.Book(0, 1000, 1002);
            rig.Feed(MarketEvent.Level2(Start + (11 * Second), 0, in lost));
            for (int i = 1; i < awaySeconds; i++)
                rig.Feed(MarketEvent.Timer(Start + ((11 + i) * Second), 0, in lost));
            rig.Feed(MarketEvent.Level2(Start + ((11 + awaySeconds) * Second), 0, in back));
            Assert.Equal(state, rig.Feed(MarketEvent.Timer(Start + ((11 + awaySeconds) * Second), 0, in back)).State);
        }
    }

    [Fact]
    public void A_symbol_without_a_frame_for_more_than_a_minute_warms_anew()
    {
        using var rig = new FeatureRig(-1);
        WarmUp(rig);
        TopOfBook book = SyntheticMarket.Book(0, 1000, 1002);
        Assert.Equal(FeatureState.Warming, rig.Feed(MarketEvent.Timer(Start + (72 * Second), 0, in book)).State);
        Assert.Equal(FeatureState.Ready, rig.Feed(MarketEvent.Timer(Start + (82 * Second), 0, in book)).State);
    }

    [Fact]
    public void Long_features_are_zero_until_the_bars_are_ready_and_the_vector_says_so()
    {
        Feature[] longs = [.. Enum.GetValues<Feature>().Where(f => FeatureSet.IsLong((int)f))];
        Assert.Equal(8, longs.Length);
        foreach (var (events, state) in new[]
        {
            (SyntheticMarket.Make(seed: 7, seconds: 100, gaps: false), LongState.Filling),
            (SyntheticMarket.MakeWithHistory(seed: 7, seconds: 100, gaps: false), LongState.Ready),
        })
        {
            using var rig = new FeatureRig(1, 0);
            FeatureVector last = rig.Feed(events, 64).Last(v => v.State == FeatureState.Ready);
            Assert.Equal(state, last.LongState);
            Assert.Equal(state != LongState.Ready, longs.All(feature => FeatureRig.Value(in last, feature) == 0));
        }
    }

    [Fact]
    public void A_feed_that_connects_again_makes_a_hole_of_the_minute_it_was_away_in()
    {
        List<MarketEvent> events = SyntheticMarket.MakeWithHistory(seed: 7, seconds: 100, gaps: false);
        int second = events.FindIndex(e => e.ReceiveNs > Start + (20 * Second));
        events.Insert(second, MarketEvent.Welcome(events[second].ReceiveNs));
        using var rig = new FeatureRig(1, 0);
        LongState[] states = [.. rig.Feed(events, 64).Where(v => v.State == FeatureState.Ready).Select(v => v.LongState)];
        Assert.Equal([LongState.Ready, LongState.Hole], states.Distinct());
    }

    [Fact]
    public void Pair_features_are_zero_without_a_live_partner()
    {
        Feature[] pair = [Feature.PairReturnGap5s, Feature.PairSpreadZ60s, Feature.PairCorrelation60s, Feature.PairBeta60s, Feature.PartnerReturn1s];
        List<MarketEvent> events = SyntheticMarket.Make(seed: 7, seconds: 30, gaps: false);
        foreach (var (partners, zero) in new[] { (new[] { -1, -1 }, true), (new[] { 1, 0 }, false) })
        {
            using var rig = new FeatureRig(partners);
            FeatureVector last = rig.Feed(events, 64).Last(v => v.State == FeatureState.Ready);
            Assert.All(pair, feature => Assert.Equal(zero, FeatureRig.Value(in last, feature) == 0));
        }

        using var stale = new FeatureRig(1, 0);
        stale.Feed(events, 64);
        TopOfBook lost = SyntheticMarket.Book(1, 1000, 1002, flags: Stale | BookFlags.Gap);
        TopOfBook own = SyntheticMarket.Book(0, 6_000_000, 6_000_002);
        long nowNs = events[^1].ReceiveNs;
        stale.Feed(MarketEvent.Level2(nowNs, 1, in lost));
        stale.Feed(MarketEvent.Level2(nowNs, 0, in own));
        FeatureVector after = stale.Feed(MarketEvent.Timer(nowNs, 0, in own));
        Assert.Equal(FeatureState.Ready, after.State);
        Assert.All(pair, feature => Assert.Equal(0, FeatureRig.Value(in after, feature)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Batches_do_not_change_a_bit(int batch)
    {
        List<MarketEvent> events = SyntheticMarket.MakeWithHistory(seed: 99, seconds: 120, gaps: true);
        using var whole = new FeatureRig(1, 0);
        using var cut = new FeatureRig(1, 0);
        List<FeatureVector> expected = whole.Feed(events, FeatureRig.Capacity);
        List<FeatureVector> actual = cut.Feed(events, batch);
        Assert.Contains(expected, v => v.State == FeatureState.Ready);
        for (int i = 0; i < events.Count; i++)
        {
            // A vector without a state keeps its slot's old values: nobody may read them.
            Assert.Equal(expected[i].State, actual[i].State);
            if (expected[i].State != FeatureState.None)
                Assert.Equal(FeatureRig.BytesOf(expected[i]), FeatureRig.BytesOf(actual[i]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_are_finite_and_inside_their_units_in_a_wild_market(int seed)
    {
        using var rig = new FeatureRig(1, 0);
        List<FeatureVector> ready = [.. rig.Feed(WildMarket.Make(seed, 4000), 64).Where(v => v.State == FeatureState.Ready)];
        Assert.True(ready.Count > 50, $"seed {seed} made {ready.Count} vectors");
        Assert.Contains(ready, v => v.LongState == LongState.Ready);
        foreach (FeatureDefinition definition in FeatureSet.Definitions)
        {
            (double low, double high) = WildMarket.Bounds(definition.Units);
            foreach (FeatureVector vector in ready)
            {
                float value = FeatureRig.Value(in vector, definition.Id);
                Assert.True(float.IsFinite(value) && value >= low - 1e-5 && value <= high + 1e-5, $"seed {seed}: {definition.Name} is {value}, not in {definition.Units}");
            }
        }
    }

    [Fact]
    public void Two_minutes_of_events_allocate_nothing()
    {
        MarketEvent[] events = [.. SyntheticMarket.MakeWithHistory(seed: 5, seconds: 120, gaps: true)];
        MarketEvent[] candles = [.. events.Where(e => e.IsAnswer)];
        using var rig = new FeatureRig(1, 0);
        rig.BytesAllocatedBy([.. events[..2000], MarketEvent.Welcome(events[1999].ReceiveNs)]);
        Assert.Equal(0, rig.BytesAllocatedBy(events[2000..]));

        // Later than the rows' own time, which the bars need not know.
        long nowNs = events[^1].ReceiveNs;
        Assert.Equal(0, rig.BytesAllocatedBy([MarketEvent.Welcome(nowNs), .. candles.Select(e => e with { ReceiveNs = nowNs })]));
    }

    [Fact]
    public void The_allocation_meter_sees_one_byte()
    {
        MarketEvent[] events = [.. SyntheticMarket.Make(seed: 5, seconds: 20, gaps: false)];
        using var rig = new FeatureRig(1, 0);
        rig.BytesAllocatedBy(events[..500]);
        Assert.NotEqual(0, rig.BytesAllocatedBy(events[500..], leak: true));
    }

    [Fact]
    public void Partners_must_be_other_instruments_or_none()
    {
        Assert.Throws<ArgumentException>(() => new FeatureRig(0, 0));
        Assert.Throws<ArgumentException>(() => new FeatureRig(2, 0));
        Assert.Throws<ArgumentException>(() => new FeatureRig(-2, 0));
        Assert.Throws<ArgumentException>(() => new FeatureHandler(null!, null!, null!, null!, null!, FeatureRig.Instruments(2), [-1]));
    }

    private static void WarmUp(FeatureRig rig)
    {
        TopOfBook book = SyntheticMarket.Book(0, 1000, 1002);
        rig.Feed(MarketEvent.Level2(Start, 0, in book));
        rig.Feed(MarketEvent.Timer(Start + FeatureHandler.WarmNs, 0, in book));
    }
}
