using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class DecodeHandlerTests : IDisposable
{
    private const int Infinity = 0x7F800000;
    private const int NotANumber = 0x7FC00000;
    private readonly DecodeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_level2_frame_becomes_ticks_and_lots_in_the_change_ring()
    {
        Update update = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/level2-several.json"));
        Assert.Equal(UpdateKind.Level2, update.Kind);
        Assert.Equal(0, update.SymbolId);
        Assert.Equal(38110279535, update.SequenceStart);
        Assert.Equal(38110279538, update.SequenceEnd);
        Assert.Equal(1790984501513_000_000, update.ExchangeNs);
        Assert.Equal(
            [
                new BookLevelChange { PriceTicks = 842712, SizeLots = 0, Sequence = 38110279538, Side = Side.Sell },
                new BookLevelChange { PriceTicks = 842700, SizeLots = 40_000_000, Sequence = 38110279535, Side = Side.Buy },
                new BookLevelChange { PriceTicks = 840038, SizeLots = 70_000, Sequence = 38110279536, Side = Side.Buy },
            ],
            _rig.LevelsOf(update));
    }

    [Fact]
    public void A_snapshot_part_has_its_number_and_one_sequence()
    {
        Update update = _rig.Decode(FrameKind.Snapshot, Fixtures.Read("ours/snapshot-part.json"));
        Assert.Equal(UpdateKind.SnapshotPart, update.Kind);
        Assert.Equal((1, 2, 3), (update.Part, update.Parts, update.ChangeCount));
        Assert.Equal((38110279530, 38110279530), (update.SequenceStart, update.SequenceEnd));
        Assert.All(_rig.LevelsOf(update), level => Assert.Equal(0, level.Sequence));
        Assert.Equal([Side.Buy, Side.Buy, Side.Sell], _rig.LevelsOf(update).Select(l => l.Side));
    }

    [Fact]
    public void A_snapshot_part_from_a_socket_and_a_push_as_snapshot_are_refused()
    {
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Json, Fixtures.Read("ours/snapshot-part.json")).Bad);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Snapshot, Fixtures.Read("ours/level2-several.json")).Bad);
    }

    [Fact]
    public void A_ticker_and_a_match_become_ticks_and_lots()
    {
        Update ticker = _rig.Decode(FrameKind.Json, Fixtures.Read("recorded-2021/ticker.json"));
        Assert.Equal((UpdateKind.Ticker, 3), (ticker.Kind, ticker.SymbolId));
        Assert.Equal((28676, 1745248), (ticker.PriceTicks, ticker.SizeLots));
        Assert.Equal((28678, 370422021, 28717, 1404274325), (ticker.BidTicks, ticker.BidLots, ticker.AskTicks, ticker.AskLots));
        Assert.Equal(1612844051653, ticker.SequenceEnd);
        Assert.Equal(0, _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/AllTickers.json")).SymbolId);

        Update match = _rig.Decode(FrameKind.Json, Fixtures.Read("recorded-2021/match.json"));
        Assert.Equal((UpdateKind.Match, 2, Side.Buy), (match.Kind, match.SymbolId, match.Side));
        Assert.Equal((1117, 818814), (match.PriceTicks, match.SizeLots));
        Assert.Equal(1619378327739050725, match.ExchangeNs);
    }

    [Theory]
    [InlineData("1min", 60)]
    [InlineData("3min", 180)]
    [InlineData("5min", 300)]
    [InlineData("15min", 900)]
    [InlineData("30min", 1800)]
    [InlineData("1hour", 3600)]
    [InlineData("2hour", 7200)]
    [InlineData("4hour", 14400)]
    [InlineData("6hour", 21600)]
    [InlineData("8hour", 28800)]
    [InlineData("12hour", 43200)]
    [InlineData("1day", 86400)]
    [InlineData("1week", 604800)]
    [InlineData("1month", 2592000)]
    public void A_candle_of_any_length_becomes_ticks_and_lots(string type, int seconds)
    {
        string json = Encoding.UTF8.GetString(Fixtures.Read("kucoin-universal-sdk/Klines.json"));
        Update candle = _rig.Decode(json.Replace("1hour", type, StringComparison.Ordinal));
        Assert.Equal((UpdateKind.Candle, 0, seconds), (candle.Kind, candle.SymbolId, candle.Code));
        Assert.Equal((676449, 674376, 677248, 672438), (candle.OpenTicks, candle.PriceTicks, candle.HighTicks, candle.LowTicks));
        Assert.Equal((4488321441, 1729839600_000_000_000), (candle.SizeLots, candle.ExchangeNs));
    }

    [Fact]
    public void A_new_bar_is_a_candle_too_and_one_of_an_unlisted_symbol_has_no_ticks()
    {
        Update candle = _rig.Decode(FrameKind.Json, Fixtures.Read("recorded-2021/candles-add.json"));
        Assert.Equal((UpdateKind.Candle, 2, 60, 1116L, 0L), (candle.Kind, candle.SymbolId, candle.Code, candle.PriceTicks, candle.SizeLots));
        string json = Encoding.UTF8.GetString(Fixtures.Read("recorded-2021/candles-add.json"));
        candle = _rig.Decode(json.Replace("DAPPT-BTC", "XBT-USDT", StringComparison.Ordinal));
        Assert.Equal((UpdateKind.Candle, -1, 60, 0L), (candle.Kind, candle.SymbolId, candle.Code, candle.PriceTicks));
    }

    [Fact]
    public void A_candle_of_a_rest_answer_is_the_same_candle_and_none_may_come_from_a_socket()
    {
        byte[] row = RestRows.Candles(
            """{"code":"200000","data":[["1729839600","67644.9","67437.6","67724.8","67243.8","44.88321441","3027558.991928447"]]}"""u8, "BTC-USDT", "1hour")[0];
        byte[] push = Fixtures.Read("kucoin-universal-sdk/Klines.json");
        Assert.Equal(_rig.Decode(FrameKind.Json, push), _rig.Decode(FrameKind.Rest, row));
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Json, row).Bad);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Snapshot, row).Bad);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Rest, push).Bad);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Rest, Fixtures.Read("ours/snapshot-part.json")).Bad);
    }

    [Theory]
    [InlineData(",\"3027558.991928447\"", "", BadReason.MissingField)]
    [InlineData("67437.6", "67437.65", BadReason.OffIncrement)]
    [InlineData("67724.8", "67724.85", BadReason.OffIncrement)]
    [InlineData("1729839600", "1729839600000", BadReason.UnknownValue)]
    [InlineData("44.88321441", "44.883214419999999999999", BadReason.None)]
    public void A_candle_that_is_no_bar_of_the_symbol_says_why_and_sums_may_be_as_long_as_they_like(string part, string replacement, BadReason reason)
    {
        string json = Encoding.UTF8.GetString(Fixtures.Read("kucoin-universal-sdk/Klines.json"));
        Update candle = _rig.Decode(json.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Equal(reason, candle.Bad);
        Assert.Equal(reason == BadReason.None ? 4488321441 : 0, candle.SizeLots);
    }

    [Fact]
    public void Whole_books_come_as_levels_and_best_prices_as_prices()
    {
        Update depth = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/OrderbookLevel5.json"));
        Assert.Equal((UpdateKind.Depth, 0, 10, 1729822226746_000_000), (depth.Kind, depth.SymbolId, depth.ChangeCount, depth.ExchangeNs));
        BookLevelChange[] levels = _rig.LevelsOf(depth);
        Assert.Equal(new BookLevelChange { PriceTicks = 679967, SizeLots = 114213262, Side = Side.Sell }, levels[0]);
        Assert.Equal(new BookLevelChange { PriceTicks = 679966, SizeLots = 37969491, Side = Side.Buy }, levels[5]);
        Assert.Equal(100, _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/OrderbookLevel50.json")).ChangeCount);

        Update best = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/OrderbookLevel1.json"));
        Assert.Equal((UpdateKind.Level1, 0, 1729816058766_000_000), (best.Kind, best.SymbolId, best.ExchangeNs));
        Assert.Equal((681457, 129267802, 681458, 51987471), (best.BidTicks, best.BidLots, best.AskTicks, best.AskLots));
        best = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/level1-one-side.json"));
        Assert.Equal((681457, 129267802, 0, 0), (best.BidTicks, best.BidLots, best.AskTicks, best.AskLots));
    }

    [Fact]
    public void The_figures_of_a_day_have_the_last_trade_and_the_best_prices()
    {
        Update figures = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/SymbolSnapshot.json"));
        Assert.Equal((UpdateKind.MarketSnapshot, 0, 14691517895), (figures.Kind, figures.SymbolId, figures.SequenceEnd));
        Assert.Equal((671581, 81772627, 671582, 115955795), (figures.BidTicks, figures.BidLots, figures.AskTicks, figures.AskLots));
        Assert.Equal((671581, 0, 1729758286011_000_000), (figures.PriceTicks, figures.SizeLots, figures.ExchangeNs));
        Assert.Equal(1_000_000, _rig.Decode(FrameKind.Json, Fixtures.Read("ours/snapshot-live.json")).SizeLots);
    }

    [Theory]
    [InlineData("MarkPrice", UpdateKind.MarkPrice, 1093)]
    [InlineData("IndexPrice", UpdateKind.IndexPrice, 1092)]
    public void A_mark_is_exact_and_says_whose_worth_it_is(string name, UpdateKind kind, long mantissa)
    {
        Update mark = _rig.Decode(FrameKind.Json, Fixtures.Read($"kucoin-universal-sdk/{name}.json"));
        Assert.Equal((kind, -1, 1), (mark.Kind, mark.SymbolId, mark.CurrencyId));
        Assert.Equal((new Dec(mantissa, 7), 1551770400000_000_000), (mark.Mark, mark.ExchangeNs));
        string listed = Encoding.UTF8.GetString(Fixtures.Read($"kucoin-universal-sdk/{name}.json")).Replace("\"USDT-BTC\"", "\"SNX-BTC\"", StringComparison.Ordinal);
        mark = _rig.Decode(listed.Replace("0.000109", "1.2345678901234567", StringComparison.Ordinal));
        Assert.Equal((kind, 3), (mark.Kind, mark.SymbolId));
        Assert.Equal(17, mark.Mark.Scale);
    }

    [Fact]
    public void Positions_and_stop_orders_say_whose_they_are_and_how_they_stand()
    {
        Update position = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/IsolatedMarginPosition.json"));
        Assert.Equal((UpdateKind.IsolatedPosition, 0, IsolatedStatus.Debt, 1730121097742_000_000), (position.Kind, position.SymbolId, position.IsolatedStatus, position.ExchangeNs));
        position = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin.net/IsolatedMarginPosition.json"));
        Assert.Equal((UpdateKind.IsolatedPosition, -1, IsolatedStatus.Clear), (position.Kind, position.SymbolId, position.IsolatedStatus));

        Update stop = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/StopOrder.json"));
        Assert.Equal((UpdateKind.StopOrder, 0, OrderEvent.Open, StopTrigger.Loss, Side.Buy), (stop.Kind, stop.SymbolId, stop.OrderEvent, stop.StopTrigger, stop.Side));
        Assert.Equal((700_000, 7142, 710_000, 1742305928091268493), (stop.PriceTicks, stop.SizeLots, stop.StopTicks, stop.ExchangeNs));
        Assert.Equal(0, stop.OrderKey);
    }

    [Theory]
    [InlineData("ours/stop-triggered", 0, OrderEvent.Triggered, StopTrigger.Entry)]
    [InlineData("ours/stop-trigger-failed", 0, OrderEvent.TriggerFailed, StopTrigger.Loss)]
    [InlineData("ours/stop-canceled", 0, OrderEvent.Canceled, StopTrigger.Trailing)]
    [InlineData("kucoin.net/StopOrder", -1, OrderEvent.Triggered, StopTrigger.Entry)]
    public void A_stop_order_ends_in_the_words_of_newer_and_older_pushes(string name, int symbolId, OrderEvent type, StopTrigger trigger)
    {
        Update stop = _rig.Decode(FrameKind.Json, Fixtures.Read(name + ".json"));
        Assert.Equal((UpdateKind.StopOrder, symbolId, type, trigger), (stop.Kind, stop.SymbolId, stop.OrderEvent, stop.StopTrigger));
    }

    [Fact]
    public void An_order_of_the_older_topic_is_the_same_order()
    {
        string json = Encoding.UTF8.GetString(Fixtures.Read("ours/order-v1.json"));
        Update order = _rig.Decode(json);
        Assert.Equal((UpdateKind.Order, OrderEvent.Open, 123L), (order.Kind, order.OrderEvent, order.OrderKey));
        Assert.Equal(_rig.Decode(json.Replace("tradeOrders", "tradeOrdersV2", StringComparison.Ordinal)), order);
    }

    [Theory]
    [InlineData("kucoin-universal-sdk/OrderbookLevel5", "67996.6", "67996.65")]
    [InlineData("kucoin-universal-sdk/OrderbookLevel1", "68145.7", "68145.75")]
    [InlineData("kucoin-universal-sdk/SymbolSnapshot", "\"sell\":67158.2", "\"sell\":67158.25")]
    [InlineData("kucoin-universal-sdk/StopOrder", "71000", "71000.05")]
    public void A_price_between_two_ticks_is_refused_of_a_listed_symbol_and_no_matter_of_any_other(string name, string part, string replacement)
    {
        string json = Encoding.UTF8.GetString(Fixtures.Read(name + ".json"));
        Assert.Contains(part, json, StringComparison.Ordinal);
        string off = json.Replace(part, replacement, StringComparison.Ordinal);
        Assert.Equal(BadReason.OffIncrement, _rig.Decode(off).Bad);
        Update other = _rig.Decode(off.Replace("BTC-USDT", "XBT-USDT", StringComparison.Ordinal));
        Assert.Equal((BadReason.None, -1, 0, 0L), (other.Bad, other.SymbolId, other.ChangeCount, other.PriceTicks));
    }

    [Fact]
    public void Half_a_best_price_is_none()
    {
        string json = Encoding.UTF8.GetString(Fixtures.Read("kucoin-universal-sdk/OrderbookLevel1.json"));
        Assert.Equal(BadReason.MissingField, _rig.Decode(json.Replace(",\"1.29267802\"", "", StringComparison.Ordinal)).Bad);
    }

    [Theory]
    [InlineData("received", OrderEvent.Received, 0, 0, 0)]
    [InlineData("open", OrderEvent.Open, 0, 50_000_000, 0)]
    [InlineData("match-maker", OrderEvent.Match, 20_000_000, 30_000_000, 1)]
    [InlineData("match-taker", OrderEvent.Match, 30_000_000, 20_000_000, 0)]
    [InlineData("update", OrderEvent.Update, 30_000_000, 10_000_000, 0)]
    [InlineData("filled", OrderEvent.Filled, 50_000_000, 0, 0)]
    [InlineData("canceled", OrderEvent.Canceled, 30_000_000, 0, 0)]
    public void Every_order_event_keeps_key_sizes_and_time(string name, OrderEvent type, long filledLots, long remainLots, int isMaker)
    {
        Update update = _rig.Decode(FrameKind.Json, Fixtures.Read($"ours/order-{name}.json"));
        Assert.Equal((UpdateKind.Order, type, Side.Buy), (update.Kind, update.OrderEvent, update.Side));
        Assert.Equal(123, update.OrderKey);
        Assert.Equal((500_000, 50_000_000), (update.PriceTicks, update.SizeLots));
        Assert.Equal((filledLots, remainLots, isMaker), (update.FilledLots, update.RemainLots, update.IsMaker));
        Assert.Equal(1790984501530000000, update.ExchangeNs);
    }

    [Fact]
    public void A_fill_has_its_own_price_and_size_and_an_order_of_someone_else_has_no_key()
    {
        Update fill = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/order-match-taker.json"));
        Assert.Equal((499_999, 10_000_000), (fill.MatchTicks, fill.MatchLots));
        Update other = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin.net/MatchOrder.json"));
        Assert.Equal((UpdateKind.Order, 0L), (other.Kind, other.OrderKey));
        Assert.Equal(1593487482038606180, other.ExchangeNs);
    }

    [Fact]
    public void Account_and_margin_pushes_keep_eight_decimals()
    {
        Update balance = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/Account.json"));
        Assert.Equal((UpdateKind.Balance, 1), (balance.Kind, balance.CurrencyId));
        Assert.Equal((2113377338, 2013277338, 100100000), (balance.TotalE8, balance.AvailableE8, balance.HoldE8));
        Assert.Equal(1730269283892_000_000, balance.ExchangeNs);
        Assert.Equal(75050000, _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin.net/DebtRatio.json")).DebtRatioE8);
        Update frozen = _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin.net/PositionStatus.json"));
        Assert.Equal((UpdateKind.MarginStatus, MarginEvent.FrozenForLiquidation, 0L), (frozen.Kind, frozen.MarginEvent, frozen.ExchangeNs));
    }

    [Fact]
    public void Answers_carry_the_key_of_our_order_whether_accepted_or_refused()
    {
        Update accepted = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/trade-order.json"));
        Assert.Equal((UpdateKind.OrderAnswer, 200000, 123L), (accepted.Kind, accepted.Code, accepted.OrderKey));
        Assert.Equal(1760000000005_000_000, accepted.ExchangeNs);
        Update refused = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/trade-order-refused.json"));
        Assert.Equal((UpdateKind.OrderAnswer, 126013, 123L), (refused.Kind, refused.Code, refused.OrderKey));
        Update cancelled = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/trade-cancel.json"));
        Assert.Equal((UpdateKind.CancelAnswer, 200000, 123L), (cancelled.Kind, cancelled.Code, cancelled.OrderKey));
        Assert.Equal(404, _rig.Decode(FrameKind.Json, Fixtures.Read("ours/error-topic.json")).Code);
    }

    [Theory]
    [InlineData("0.400000001", 40_000_000)]
    [InlineData("0.00000000001", 1)]
    [InlineData("0", 0)]
    public void A_size_finer_than_a_lot_is_cut_but_never_to_nothing(string size, long lots)
    {
        string good = Encoding.UTF8.GetString(Fixtures.Read("ours/level2-several.json"));
        Update update = _rig.Decode(good.Replace("\"0.4\"", $"\"{size}\"", StringComparison.Ordinal));
        Assert.Equal(UpdateKind.Level2, update.Kind);
        long[] sizes = [.. _rig.Changes[update.ChangeCount].ToArray().Select(c => c.SizeLots)];
        Assert.Contains(lots, sizes);
    }

    [Theory]
    [InlineData("\"84270\"", "\"84270.05\"", BadReason.OffIncrement)]
    [InlineData("\"84270\"", "\"1e18\"", BadReason.NumberTooLong)]
    [InlineData("\"symbol\":\"BTC-USDT\"", "\"symbol\":\"XBT-USDT\"", BadReason.UnknownSymbol)]
    [InlineData("1790984501513", "17909845015130", BadReason.UnknownValue)]
    [InlineData("\"sequenceStart\"", "\"sequence\"", BadReason.MissingField)]
    public void A_refused_frame_says_why_is_counted_and_leaves_nothing_of_itself(string part, string replacement, BadReason reason)
    {
        string good = Encoding.UTF8.GetString(Fixtures.Read("ours/level2-several.json"));
        Update update = _rig.Decode(good.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Equal((UpdateKind.Bad, reason), (update.Kind, update.Bad));
        Assert.Equal((0, 0L, 0L, 0L, -1), (update.ChangeCount, update.SequenceStart, update.SequenceEnd, update.ExchangeNs, update.CurrencyId));
        Assert.Equal(1, _rig.Handler.BadCounts[(int)reason]);
        Assert.Equal(1, _rig.Handler.BadCounts.Sum());
        Assert.Equal(1, _rig.Handler.KindCounts[(int)UpdateKind.Bad]);
        Assert.Equal(3, _rig.Decode(good).ChangeCount);
        Assert.Equal(2, _rig.Handler.KindCounts.Sum());
    }

    [Fact]
    public void A_slot_of_the_ring_keeps_nothing_of_its_former_frame()
    {
        for (int i = 0; i < 20; i++)
            _rig.Decode(FrameKind.Json, Fixtures.Read("ours/order-match-maker.json"));
        for (int i = 0; i < 20; i++)
        {
            Update pong = _rig.Decode(FrameKind.Json, Fixtures.Read("ours/pong.json"));
            var expected = new Update { Kind = UpdateKind.Pong, SymbolId = -1, CurrencyId = -1 };
            Assert.Equal(expected, pong);
        }
    }

    [Fact]
    public void Timers_pass_within_their_bounds()
    {
        Update timer = _rig.Decode(FrameKind.Timer, Words(4, 77));
        Assert.Equal((UpdateKind.Timer, 4, 77), (timer.Kind, timer.SymbolId, timer.Code));

        Assert.Equal(BadReason.WrongShape, _rig.Decode(FrameKind.Timer, Words(4)).Bad);
        Assert.Equal(BadReason.UnknownSymbol, _rig.Decode(FrameKind.Timer, Words(5, 0)).Bad);
        Assert.Equal(BadReason.UnknownSymbol, _rig.Decode(FrameKind.Timer, Words(-1, 0)).Bad);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.None, [1]).Bad);
    }

    [Theory]
    [InlineData(FeatureSet.SlowFirst, 1)]
    [InlineData(FeatureSet.SlowFirst, FeatureSet.SlowCount)]
    [InlineData(Limits.FeaturesMax - 1, 1)]
    public void Slow_features_pass_within_their_lane(int first, int count)
    {
        Update slow = _rig.Decode(FrameKind.SlowFeatures, Words([1, first, .. new int[count]]));
        Assert.Equal((UpdateKind.SlowFeatures, 1, first, count), (slow.Kind, slow.SymbolId, slow.Code, slow.ChangeCount));
    }

    [Theory]
    [InlineData(BadReason.WrongShape)]
    [InlineData(BadReason.WrongShape, 1)]
    [InlineData(BadReason.WrongShape, 1, FeatureSet.SlowFirst)]
    [InlineData(BadReason.UnknownSymbol, 5, FeatureSet.SlowFirst, 0)]
    [InlineData(BadReason.UnknownSymbol, -1, FeatureSet.SlowFirst, 0)]
    [InlineData(BadReason.UnknownValue, 1, FeatureSet.SlowFirst - 1, 0)]
    [InlineData(BadReason.UnknownValue, 1, Limits.FeaturesMax - 1, 0, 0)]
    [InlineData(BadReason.UnknownValue, 1, Limits.FeaturesMax, 0)]
    [InlineData(BadReason.UnknownValue, 1, int.MaxValue, 0)]
    [InlineData(BadReason.UnknownValue, 1, int.MinValue, 0)]
    [InlineData(BadReason.Number, 1, FeatureSet.SlowFirst, 0, NotANumber)]
    [InlineData(BadReason.Number, 1, FeatureSet.SlowFirst, Infinity)]
    public void Bad_slow_features_say_why(BadReason reason, params int[] words)
    {
        Update update = _rig.Decode(FrameKind.SlowFeatures, Words(words));
        Assert.Equal((UpdateKind.Bad, reason), (update.Kind, update.Bad));
        Assert.Equal(1, _rig.Handler.BadCounts[(int)reason]);
    }

    [Fact]
    public void Slow_features_end_with_a_whole_float() =>
        Assert.Equal(BadReason.WrongShape, _rig.Decode(FrameKind.SlowFeatures, Words(1, FeatureSet.SlowFirst, 0, 0).AsSpan(..^1)).Bad);

    [Fact]
    public void The_columns_have_the_sizes_that_their_documentation_states()
    {
        Assert.Equal(192, Unsafe.SizeOf<Update>());
        Assert.Equal(32, Unsafe.SizeOf<BookLevelChange>());
        Assert.Equal(16, Unsafe.SizeOf<JsonToken>());
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        Assert.Equal(0, BytesAllocatedPer(leak: false));
    }

    [Fact]
    public void The_allocation_meter_sees_one_small_object()
    {
        Assert.NotEqual(0, BytesAllocatedPer(leak: true));
    }

    private static long BytesAllocatedPer(bool leak)
    {
        (FrameKind Kind, byte[] Bytes)[] frames =
        [
            .. Fixtures.Names.Select(name => (FrameKind.Json, Fixtures.Read(name))),
            .. RestRows.Accounts(Fixtures.Read("kucoin-universal-sdk/rest/CrossMarginAccount.body")).Select(row => (FrameKind.Rest, row)),
            .. RestRows.Orders(Fixtures.Read("kucoin-universal-sdk/rest/ClosedOrders.body")).Select(row => (FrameKind.Rest, row)),
            .. RestRows.Fills(Fixtures.Read("kucoin-universal-sdk/rest/TradeHistory.body")).Select(row => (FrameKind.Rest, row)),
            (FrameKind.Json, [.. "{\"type\":"u8]),
            (FrameKind.Json, [.. "[1e999,\"\\u12\"]"u8]),
        ];
        var ring = new RingBuffer(64);
        using var bytes = new ByteRing(1 << 20);
        using var column = new RingColumn<Frame>(ring);
        using var updates = new RingColumn<Update>(ring);
        var instruments = new InstrumentTable([DecodeRig.Instrument(0, "BTC-USDT", 1, 8), DecodeRig.Instrument(1, "BCHSV-USDT", 3, 8)]);
        var handler = new DecodeHandler(column, bytes, updates, new FrameChanges(), instruments, new CurrencyTable(instruments), new OrderKeys(1));
        var processor = new EventProcessor("decode", new FrameByFrame(handler), new SequenceBarrier(ring.Cursor));
        ring.AddGating(processor.Sequence);
        var intake = new Intake(ring, bytes, column, []);
        object? kept = null;
        long before = 0;
        // The first rounds compile and initialise; the last is measured.
        for (int round = 0; round < 50; round++)
        {
            if (round == 49)
                before = GC.GetAllocatedBytesForCurrentThread();
            foreach ((FrameKind kind, byte[] frame) in frames)
            {
                intake.TryPublish(FrameSource.Feed, kind, round, frame);
                processor.RunOnce();
            }

            if (leak)
                kept = new object();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(kept);
        Assert.Equal(50 * frames.Length, handler.KindCounts.Sum());
        return allocated;
    }

    private static byte[] Words(params int[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }
}
