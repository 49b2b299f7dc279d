using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using static KuCoinHft.Engine.Tests.Orders.OrderRig;

namespace KuCoinHft.Engine.Tests.Orders;

public sealed class OrderHandlerTests : IDisposable
{
    private readonly OrderRig _rig = new();

    private OrderTable Table => _rig.Handler.Open;

    private OrderCounts Counts => _rig.Handler.Counts;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void An_intent_becomes_one_action_with_all_its_fields()
    {
        _rig.Feed(Timer());
        OrderIntent intent = _rig.Order();

        ActionRecord action = Assert.Single(_rig.Feed(Timer(), intent));

        Assert.Equal((1L, 0, ActionKind.NewOrder, intent.OrderKey), (action.Sequence, action.Index, action.Kind, action.OrderKey));
        Assert.Equal((Side.Buy, TimeInForce.Ioc, OrderFlags.AutoBorrow, 10_000L, 500L), (action.Side, action.TimeInForce, action.Flags, action.PriceTicks, action.SizeLots));
        Assert.Equal((OrderState.Sent, 500L), (Table[0].State, Table[0].SizeLots));
    }

    [Fact]
    public void A_maker_lives_from_received_over_open_and_matches_to_filled()
    {
        long key = _rig.Open();
        _rig.Feed(Answer(key, TradeCodes.Success));
        Assert.Equal(OrderState.Acked, Table[0].State);
        _rig.Feed(Push(key, OrderEvent.Received));
        _rig.Feed(Push(key, OrderEvent.Open));
        Assert.Equal(OrderState.Open, Table[0].State);
        _rig.Feed(Push(key, OrderEvent.Match, 200, 200));
        _rig.Feed(Push(key, OrderEvent.Match, 500, 300));
        Assert.Equal(500, Table[0].FilledLots);
        _rig.Feed(Push(key, OrderEvent.Filled, 500));

        Assert.Equal(0, Table.Count);
        Assert.Equal((1, 1, 2, 1, 0), (Counts.Sent, Counts.Acked, Counts.Fills, Counts.Filled, Counts.Unknown));
    }

    [Fact]
    public void Pushes_that_overtake_the_answer_lose_nothing_and_never_take_a_state_back()
    {
        long key = _rig.Open();
        _rig.Feed(Push(key, OrderEvent.Match, 200, 200));
        Assert.Equal((OrderState.Acked, 200L), (Table[0].State, Table[0].FilledLots));
        _rig.Feed(Push(key, OrderEvent.Open));
        _rig.Feed(Push(key, OrderEvent.Received));
        _rig.Feed(Answer(key, TradeCodes.Success));

        Assert.Equal((OrderState.Open, 200L), (Table[0].State, Table[0].FilledLots));
    }

    [Theory]
    [InlineData(OrderEvent.Filled)]
    [InlineData(OrderEvent.Canceled)]
    public void What_comes_after_the_end_is_counted_and_touches_no_other_order(OrderEvent end)
    {
        long key = _rig.Open();
        long other = _rig.Open(symbolId: 1);
        _rig.Feed(Push(key, end));

        _rig.Feed(Push(key, end));
        _rig.Feed(Push(key, OrderEvent.Match, 500, 500));
        _rig.Feed(Answer(key, TradeCodes.Success));

        // The answer is merely late; the pushes are odd.
        Assert.Equal(2, Counts.Unknown);
        Assert.Equal((1, 0), (Counts.Filled + Counts.Canceled, Counts.Fills));
        Assert.Equal((1, other, OrderState.Sent), (Table.Count, Table[0].Key, Table[0].State));
    }

    [Fact]
    public void A_refused_order_is_gone_and_one_of_unknown_fate_stays()
    {
        long refused = _rig.Open();
        long unknown = _rig.Open(symbolId: 1);
        _rig.Feed(Answer(refused, 126013));
        _rig.Feed(Answer(unknown, 408000));

        Assert.Equal((1, unknown), (Table.Count, Table[0].Key));
        Assert.Equal((1, 1), (Counts.Refused, Counts.OutcomeUnknown));
    }

    [Fact]
    public void Orders_that_are_not_ours_are_nobodys()
    {
        _rig.Open();
        _rig.Feed(Push(0, OrderEvent.Canceled));

        Assert.Equal((1, 0), (Table.Count, Counts.Unknown));
    }

    [Fact]
    public void An_order_that_rests_too_long_is_cancelled_and_asked_again_after_a_second()
    {
        long key = _rig.Open();
        _rig.Feed(Push(key, OrderEvent.Open));

        Assert.Empty(At(RestNs - 1));
        ActionRecord cancel = Assert.Single(At(RestNs));
        Assert.Equal((ActionKind.CancelOrder, key, 0), (cancel.Kind, cancel.OrderKey, cancel.Index));
        Assert.Empty(At(RestNs + Nanos.PerSecond - 1));
        Assert.Single(At(RestNs + Nanos.PerSecond));
        _rig.Feed(Push(key, OrderEvent.Canceled));
        Assert.Empty(At(RestNs + (9 * Nanos.PerSecond)));
        Assert.Equal(2, Counts.CancelsSent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_whose_push_that_it_rests_got_lost_is_cancelled_by_its_age_all_the_same(bool isAcked)
    {
        long key = _rig.Open();
        if (isAcked)
            _rig.Feed(Answer(key, TradeCodes.Success));

        Assert.Empty(At(RestNs - 1));
        Assert.Equal(key, Assert.Single(At(RestNs)).OrderKey);
    }

    [Fact]
    public void A_turned_target_cancels_a_resting_order_at_once_but_not_one_on_its_way()
    {
        _rig.NowNs = 1;
        long key = _rig.Open();
        var turn = new OrderIntent { CancelsResting = 1 };
        Assert.Empty(_rig.Feed(Timer(), turn));
        _rig.Feed(Push(key, OrderEvent.Open));

        Assert.Equal(key, Assert.Single(_rig.Feed(Timer(), turn)).OrderKey);
        _rig.NowNs += 1;
        Assert.Empty(_rig.Feed(Timer(), turn));
        _rig.NowNs += Nanos.PerSecond;
        Assert.Single(_rig.Feed(Timer(), turn));
    }

    [Fact]
    public void Other_symbols_orders_are_left_alone()
    {
        long key = _rig.Open(symbolId: 1);
        _rig.Feed(Push(key, OrderEvent.Open));
        _rig.NowNs = RestNs;

        Assert.Empty(_rig.Feed(Timer(symbolId: 0)));
        Assert.Single(_rig.Feed(Timer(symbolId: 1)));
    }

    [Fact]
    public void A_silent_order_is_asked_about_in_gaps_that_double_to_sixteen_silences()
    {
        long key = _rig.Open();
        long atNs = 0;
        foreach (int gap in (int[])[1, 2, 4, 8, 16, 16, 16])
        {
            atNs += gap * SilenceNs;
            Assert.Empty(Requests(atNs - 1));
            ActionRecord request = Assert.Single(Requests(atNs));
            Assert.Equal((ActionKind.RequestOrder, key, 0), (request.Kind, request.OrderKey, request.SymbolId));
        }

        Assert.Equal(7, Counts.OrdersRequested);
        Assert.Equal((1, OrderState.Sent), (Table.Count, Table[0].State));
    }

    [Theory]
    [InlineData(UpdateKind.OrderAnswer)]
    [InlineData(UpdateKind.Order)]
    [InlineData(UpdateKind.OrderState)]
    public void Whatever_the_exchange_says_of_an_order_ends_the_silence(UpdateKind kind)
    {
        long key = _rig.Open();
        Assert.Single(Requests(SilenceNs));
        _rig.NowNs = 2 * SilenceNs;
        _rig.Feed(new Update { Kind = kind, OrderEvent = OrderEvent.Open, OrderKey = key, Code = TradeCodes.Success });

        Assert.Empty(Requests((3 * SilenceNs) - 1));
        Assert.Single(Requests(3 * SilenceNs));
    }

    [Theory]
    [InlineData(UpdateKind.OrderAnswer, 408000)]
    [InlineData(UpdateKind.CancelAnswer, TradeCodes.Success)]
    [InlineData(UpdateKind.CancelAnswer, 400100)]
    [InlineData(UpdateKind.Error, 429000)]
    public void What_tells_nothing_of_an_order_does_not(UpdateKind kind, int code)
    {
        long key = _rig.Open();
        _rig.NowNs = SilenceNs - 1;
        _rig.Feed(new Update { Kind = kind, SymbolId = -1, OrderKey = key, Code = code });

        Assert.Single(Requests(SilenceNs));
        Assert.Equal(1, Table.Count);
    }

    [Fact]
    public void Only_the_timer_of_its_own_symbol_asks_about_an_order()
    {
        _rig.Open(symbolId: 1);
        _rig.NowNs = SilenceNs;

        Assert.Empty(_rig.Feed(new Update { Kind = UpdateKind.Level2, SymbolId = 1 }));
        Assert.Empty(_rig.Feed(Timer(symbolId: 0)));
        Assert.Contains(_rig.Feed(Timer(symbolId: 1)), action => action.Kind == ActionKind.RequestOrder);
    }

    [Theory]
    [InlineData(OrderEvent.Filled)]
    [InlineData(OrderEvent.Canceled)]
    public void A_row_that_an_order_is_done_ends_it_and_pushes_behind_it_touch_nothing(OrderEvent end)
    {
        long key = _rig.Open();
        _rig.Feed(Push(key, OrderEvent.Match, 200, 200));
        _rig.Feed(Row(key, OrderEvent.Open, 300));
        Assert.Equal((OrderState.Open, 300L), (Table[0].State, Table[0].FilledLots));
        _rig.Feed(Push(key, OrderEvent.Match, 300, 100));
        Assert.Equal(300, Table[0].FilledLots);
        _rig.Feed(Row(key, end, 500));
        _rig.Feed(Row(key, OrderEvent.Open, 300));
        _rig.Feed(Push(key, end, 500));

        Assert.Equal((0, 1, 1, 1), (Table.Count, Counts.EndedByRest, Counts.Filled + Counts.Canceled, Counts.Unknown));
    }

    [Fact]
    public void An_order_is_gone_only_when_the_exchange_has_missed_it_three_times()
    {
        long key = _rig.Open();
        _rig.Feed(Refusal(key));
        _rig.Feed(Refusal(key, 429000));
        _rig.Feed(Refusal(key));
        Assert.Equal(1, Table.Count);
        _rig.Feed(Refusal(key));
        _rig.Feed(Refusal(key));

        Assert.Equal((0, 1, 0, 0), (Table.Count, Counts.NeverAccepted, Counts.Refused, Counts.Unknown));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_that_the_exchange_has_had_is_never_taken_for_missing(bool byPush)
    {
        long key = _rig.Open();
        _rig.Feed(byPush ? Push(key, OrderEvent.Received) : Answer(key, TradeCodes.Success));
        for (int i = 0; i < 10; i++)
            _rig.Feed(Refusal(key));

        Assert.Equal((1, 0), (Table.Count, Counts.NeverAccepted));
    }

    [Fact]
    public void A_frame_never_causes_more_actions_than_the_output_ring_has_room_for()
    {
        for (int i = 0; i < 6; i++)
            _rig.Feed(Push(_rig.Open(), OrderEvent.Open));
        _rig.NowNs = RestNs;

        List<ActionRecord> actions = _rig.Feed(Timer(), _rig.Order(), wantsSnapshot: true);

        Assert.Equal(
            [(ActionKind.NewOrder, 0), (ActionKind.CancelOrder, 1), (ActionKind.CancelOrder, 2), (ActionKind.RequestSnapshot, 3)],
            actions.Select(action => (action.Kind, (int)action.Index)));
        Assert.All(actions, action => Assert.Equal(_rig.Next - 1, action.Sequence));
        // The rest follow with the next frames.
        Assert.Equal(3, _rig.Feed(Timer()).Count);
        Assert.Single(_rig.Feed(Timer()));
        Assert.Empty(_rig.Feed(Timer()));
    }

    [Fact]
    public void A_snapshot_is_requested_for_the_book_that_wants_it()
    {
        ActionRecord action = Assert.Single(_rig.Feed(new Update { Kind = UpdateKind.Level2, SymbolId = 5 }, wantsSnapshot: true));

        Assert.Equal((ActionKind.RequestSnapshot, (short)5), (action.Kind, action.SymbolId));
    }

    [Fact]
    public void Keys_are_unique_and_functions_of_the_sequence()
    {
        var seen = new HashSet<long>();
        for (long sequence = 0; sequence < 1000; sequence++)
        {
            for (int index = 0; index < Limits.ActionsPerFrameMax; index++)
            {
                long key = OrderTable.KeyOf(sequence, index);
                Assert.True(key > 0 && seen.Add(key));
                Assert.Equal((sequence, index), ((key - 1) / Limits.ActionsPerFrameMax, (int)((key - 1) % Limits.ActionsPerFrameMax)));
            }
        }
    }

    [Fact]
    public void A_full_table_sends_nothing_and_counts_it()
    {
        for (int i = 0; i < Limits.OpenOrdersMax; i++)
            _rig.Open();

        Assert.Empty(_rig.Feed(Timer(), _rig.Order()));

        Assert.Equal((1, Limits.OpenOrdersMax), (Counts.TableFull, Table.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_table_finds_what_a_dictionary_finds(int seed)
    {
        var random = new Random(seed);
        var table = new OrderTable();
        var plain = new Dictionary<long, long>();
        for (int i = 0; i < 5000; i++)
        {
            long key = random.Next(1, 400);
            int at = table.Find(key);
            Assert.Equal(plain.ContainsKey(key), at >= 0);
            if (at >= 0)
            {
                Assert.Equal(plain[key], table[at].SizeLots);
                table.RemoveAt(at);
                plain.Remove(key);
            }
            else
            {
                bool isAdded = table.TryAdd(new OpenOrder { Key = key, SizeLots = i });
                Assert.Equal(plain.Count < Limits.OpenOrdersMax, isAdded);
                if (isAdded)
                    plain[key] = i;
            }

            Assert.Equal(plain.Count, table.Count);
        }
    }

    [Fact]
    public void A_full_output_ring_is_a_fault_of_ours()
    {
        using var output = new OutputRing(frames: 2);
        for (int i = 0; i < 2 * Limits.ActionsPerFrameMax; i++)
        {
            output.Claim();
            output.Publish();
        }

        Assert.Contains("8 actions is full", Assert.Throws<InvalidOperationException>(() => output.Claim()).Message, StringComparison.Ordinal);
        output.Sent.Set(0);
        output.Claim();
        output.Publish();
        Assert.Equal(8, output.Last);
    }

    // Cancels of what may rest go out beside the questions.
    private List<ActionRecord> Requests(long nowNs) => [.. At(nowNs).Where(action => action.Kind == ActionKind.RequestOrder)];

    private List<ActionRecord> At(long nowNs)
    {
        _rig.NowNs = nowNs;
        return _rig.Feed(Timer());
    }
}
