using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests.Risk;

public sealed class RiskHandlerTests : IDisposable
{
    private static readonly RiskLimits Limits = new(
        PositionQuoteTarget: 1_000 * Quote.One, PositionQuoteMax: 2_000 * Quote.One, NotionalQuoteMax: 10_000 * Quote.One, OrdersPerSecondMax: 1000);

    private readonly RiskRig _rig = new(Limits);

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(2, Side.Buy, 100_000, RiskRig.Bid)]
    [InlineData(1, Side.Buy, 50_000, RiskRig.Bid)]
    [InlineData(-1, Side.Sell, 50_000, RiskRig.Ask)]
    [InlineData(-2, Side.Sell, 100_000, RiskRig.Ask)]
    public void An_opening_joins_its_own_side_post_only_and_borrows(int halves, Side side, long lots, long price)
    {
        OrderIntent intent = _rig.Want(halves);

        Assert.Equal((1, side, lots, price), (intent.IsOrder, intent.Side, intent.SizeLots, intent.PriceTicks));
        Assert.Equal((TimeInForce.Gtc, OrderFlags.PostOnly | OrderFlags.AutoBorrow), (intent.TimeInForce, intent.Flags));
        Assert.Equal(OrderTable.KeyOf(_rig.Sequence, 0), intent.OrderKey);
    }

    [Theory]
    [InlineData(2, Side.Buy, 10_011)]
    [InlineData(-2, Side.Sell, 9_990)]
    public void An_opening_that_takes_goes_ten_basis_points_beyond_the_other_side(int halves, Side side, long price)
    {
        using var rig = new RiskRig(Limits with { IsEntryPassive = false });

        OrderIntent intent = rig.Want(halves);

        Assert.Equal((side, price), (intent.Side, intent.PriceTicks));
        Assert.Equal((TimeInForce.Ioc, OrderFlags.AutoBorrow), (intent.TimeInForce, intent.Flags));
    }

    [Fact]
    public void A_reduction_takes_and_repays()
    {
        _rig.Fill(_rig.Want(2));

        OrderIntent intent = _rig.Want(1);

        Assert.Equal((1, Side.Sell, 50_000L, 9_990L), (intent.IsOrder, intent.Side, intent.SizeLots, intent.PriceTicks));
        Assert.Equal((TimeInForce.Ioc, OrderFlags.AutoRepay), (intent.TimeInForce, intent.Flags));
    }

    [Fact]
    public void A_flip_closes_first_and_opens_the_other_side_after()
    {
        _rig.Fill(_rig.Want(2));

        OrderIntent close = _rig.Want(-2);
        Assert.Equal((Side.Sell, 100_000L, OrderFlags.AutoRepay), (close.Side, close.SizeLots, close.Flags));
        _rig.Fill(close);
        Assert.Equal(0, _rig.Position());

        OrderIntent open = _rig.Want(-2);
        Assert.Equal((Side.Sell, 100_000L, OrderFlags.PostOnly | OrderFlags.AutoBorrow), (open.Side, open.SizeLots, open.Flags));
    }

    [Theory]
    [InlineData(false, 2, 9_996)]
    [InlineData(false, -2, 10_017)]
    [InlineData(true, 2, 10_024)]
    [InlineData(true, -2, 9_989)]
    public void Prices_and_sizes_are_on_increments_and_rounding_never_changes_whether_an_order_takes(bool takes, int halves, long price)
    {
        // Multiples of 7 about the quotes: 9,989 9,996 (bid 9,999) ... 10,010 (ask 10,011) 10,017 10,024.
        using var rig = new RiskRig(Limits with { IsEntryPassive = !takes }, RiskRig.Instrument(0) with { PriceIncrementTicks = 7, SizeIncrementLots = 3 });
        rig.Quote(9_999, 10_011);

        OrderIntent intent = rig.Want(halves);

        Assert.Equal((1, price, 99_948L), (intent.IsOrder, intent.PriceTicks, intent.SizeLots));
    }

    [Fact]
    public void A_change_of_less_than_a_tenth_is_not_worth_a_fee_except_to_close()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Push(order, OrderEvent.Match, 90_001, 90_001);
        _rig.Push(order, OrderEvent.Canceled, 90_001);
        Assert.Equal((0, RejectReason.None), (_rig.Want(2).IsOrder, _rig.Want(2).Reject));

        OrderIntent reduce = _rig.Want(0);
        _rig.Push(reduce, OrderEvent.Match, 90_000, 90_000);
        _rig.Push(reduce, OrderEvent.Canceled, 90_000);
        Assert.Equal((1, 1L), (_rig.Want(0).IsOrder, _rig.Position()));
    }

    [Fact]
    public void While_an_order_is_open_its_symbol_gets_no_other_and_a_turned_target_cancels_it()
    {
        _rig.Want(2);

        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
        Assert.Equal((0, 0), Outcome(_rig.Want(1)));
        Assert.Equal((0, 1), Outcome(_rig.Want(0)));
        Assert.Equal((0, 1), Outcome(_rig.Want(-2)));
        Assert.Equal(1, _rig.Handler.PassedCount);
    }

    [Fact]
    public void A_partial_fill_keeps_the_rest_open_and_is_cancelled_when_the_target_is_passed()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Push(order, OrderEvent.Match, 60_000, 60_000);

        Assert.Equal(60_000, _rig.Position());
        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
        Assert.Equal((0, 1), Outcome(_rig.Want(1)));
        _rig.Push(order, OrderEvent.Canceled, 60_000);
        OrderIntent back = _rig.Want(1);
        Assert.Equal((1, Side.Sell, 10_000L), (back.IsOrder, back.Side, back.SizeLots));
    }

    [Fact]
    public void A_refused_order_frees_its_symbol_once()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Answer(order, 126013);
        _rig.Answer(order, 126013);

        Assert.Equal(1, _rig.Handler.RefusedByExchangeCount);
        Assert.Equal(1, _rig.Want(2).IsOrder);
    }

    [Theory]
    [InlineData(TradeCodes.Success)]
    [InlineData(408000)]
    [InlineData(500000)]
    [InlineData(503000)]
    [InlineData(505000)]
    public void An_order_taken_or_of_unknown_fate_keeps_its_symbol_closed(int code)
    {
        OrderIntent order = _rig.Want(2);
        _rig.Answer(order, code);

        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
        _rig.Push(order, OrderEvent.Canceled);
        Assert.Equal(1, _rig.Want(2).IsOrder);
    }

    [Fact]
    public void An_unanswered_order_keeps_its_symbol_closed_until_the_exchange_tells_of_it()
    {
        _rig.Want(2);
        _rig.NowNs += 3600 * Nanos.PerSecond;
        _rig.Quote(RiskRig.Bid, RiskRig.Ask);

        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
    }

    [Fact]
    public void A_push_that_comes_twice_moves_the_position_once()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Push(order, OrderEvent.Match, 30_000, 30_000);
        _rig.Push(order, OrderEvent.Match, 30_000, 30_000);
        Assert.Equal(30_000, _rig.Position());
        _rig.Push(order, OrderEvent.Match, 100_000, 70_000);
        _rig.Push(order, OrderEvent.Filled, 100_000);
        _rig.Push(order, OrderEvent.Match, 100_000, 70_000);
        _rig.Push(order, OrderEvent.Filled, 100_000);

        Assert.Equal(100_000, _rig.Position());
        Assert.Equal(2, _rig.Handler.Positions.FillCount);
    }

    [Theory]
    [InlineData(OrderEvent.Filled)]
    [InlineData(OrderEvent.Canceled)]
    public void A_lost_fill_is_made_up_for_by_the_push_that_ends_the_order(OrderEvent end)
    {
        OrderIntent order = _rig.Want(2);
        _rig.Push(order, OrderEvent.Match, 30_000, 30_000);
        _rig.Push(order, end, 80_000);

        Assert.Equal(80_000, _rig.Position());
    }

    [Fact]
    public void A_late_fill_of_an_order_that_is_over_is_counted_but_not_taken_again()
    {
        OrderIntent first = _rig.Want(2);
        _rig.Fill(first);
        OrderIntent second = _rig.Want(0);
        _rig.Push(first, OrderEvent.Match, 100_000, 100_000);
        _rig.Push(first, OrderEvent.Canceled, 100_000);

        Assert.Equal(100_000, _rig.Position());
        Assert.Equal(1, _rig.Handler.LateFillCount);
        Assert.Equal((0, 0), Outcome(_rig.Want(0)));
        _rig.Fill(second);
        Assert.Equal(0, _rig.Position());
    }

    [Theory]
    [InlineData(OrderEvent.Filled, 100_000)]
    [InlineData(OrderEvent.Canceled, 70_000)]
    [InlineData(OrderEvent.Canceled, 30_000)]
    public void A_row_that_an_order_is_done_adds_what_no_push_brought_and_frees_the_symbol(OrderEvent end, long filledLots)
    {
        OrderIntent order = _rig.Want(2);
        _rig.Push(order, OrderEvent.Match, 30_000, 30_000);
        _rig.Row(order, end, filledLots);
        _rig.Row(order, end, filledLots);
        _rig.Push(order, OrderEvent.Match, filledLots, filledLots - 30_000);
        _rig.Push(order, end, filledLots);

        Assert.Equal(filledLots, _rig.Position());
        Assert.Equal(1, _rig.Want(-2).IsOrder);
    }

    [Fact]
    public void A_row_that_an_order_rests_keeps_the_symbol_closed_and_its_older_pushes_count_nothing()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Row(order, OrderEvent.Open, 60_000);
        _rig.Push(order, OrderEvent.Match, 40_000, 40_000);
        _rig.Push(order, OrderEvent.Match, 60_000, 20_000);
        Assert.Equal(60_000, _rig.Position());
        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
        _rig.Push(order, OrderEvent.Match, 100_000, 40_000);

        Assert.Equal(100_000, _rig.Position());
    }

    [Fact]
    public void A_row_older_than_the_end_does_not_open_the_order_again()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Fill(order);
        _rig.Row(order, OrderEvent.Open, 10_000);

        Assert.Equal(100_000, _rig.Position());
        Assert.Equal(1, _rig.Want(0).IsOrder);
    }

    [Fact]
    public void An_order_frees_its_symbol_only_when_the_exchange_has_missed_it_three_times()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Refusal(order);
        _rig.Refusal(order, 429000);
        _rig.Refusal(order);
        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
        _rig.Refusal(order);

        Assert.Equal((1, 0), (_rig.Handler.NeverAcceptedCount, _rig.Handler.RefusedByExchangeCount));
        OrderIntent next = _rig.Want(2);
        Assert.Equal(1, next.IsOrder);
        // The answers about one order are not those about the next.
        _rig.Refusal(next);
        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_that_the_exchange_has_had_is_never_taken_for_missing(bool byPush)
    {
        OrderIntent order = _rig.Want(2);
        if (byPush)
            _rig.Push(order, OrderEvent.Received);
        else
            _rig.Answer(order, TradeCodes.Success);
        for (int i = 0; i < 10; i++)
            _rig.Refusal(order);

        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
    }

    [Fact]
    public void A_fill_of_an_order_wrongly_given_up_counts_once_even_behind_the_next_one()
    {
        OrderIntent first = _rig.Want(2);
        for (int i = 0; i < TradeCodes.MissingAnswersMin; i++)
            _rig.Refusal(first);
        OrderIntent second = _rig.Want(1);
        _rig.Push(first, OrderEvent.Match, 20_000, 20_000);
        _rig.Push(first, OrderEvent.Match, 20_000, 20_000);
        _rig.Row(first, OrderEvent.Canceled, 30_000);
        Assert.Equal((30_000L, 1L), (_rig.Position(), _rig.Handler.LateFillCount));
        _rig.Fill(second);

        Assert.Equal(80_000, _rig.Position());
    }

    [Fact]
    public void A_fill_after_a_refusal_is_still_a_fill()
    {
        OrderIntent order = _rig.Want(2);
        _rig.Answer(order, 400100);
        _rig.Push(order, OrderEvent.Match, 40_000, 40_000);

        Assert.Equal(40_000, _rig.Position());
    }

    [Fact]
    public void Pushes_of_others_orders_change_nothing()
    {
        _rig.Push(new OrderIntent { Side = Side.Buy, PriceTicks = 10_000, SizeLots = 5 }, OrderEvent.Match, 5, 5);

        Assert.Equal(0, _rig.Position());
    }

    [Theory]
    [InlineData(0, RiskRig.Ask)]
    [InlineData(RiskRig.Bid, 0)]
    public void A_book_with_one_side_gets_no_order(long bid, long ask)
    {
        _rig.Quote(bid, ask);

        Assert.Equal((0, 0), Outcome(_rig.Want(2)));
    }

    [Theory]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    [InlineData(1, 2)]
    public void Prices_at_the_ends_of_the_range_neither_throw_nor_turn_an_order_round(long bid, long ask)
    {
        _rig.Quote(bid, ask);
        foreach (int halves in (int[])[2, -2])
        {
            OrderIntent intent = _rig.Want(halves);
            Assert.True(intent.SizeLots >= 0 && intent.PriceTicks >= 0, $"{intent.SizeLots} lots at {intent.PriceTicks}");
            Assert.True(intent.IsOrder == 0 || intent.Side == (halves > 0 ? Side.Buy : Side.Sell));
            if (intent.IsOrder != 0)
                _rig.Push(intent, OrderEvent.Canceled);
        }
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Fills_beyond_every_bound_saturate_instead_of_turning_the_position_round(Side side)
    {
        var positions = new PositionBook(_rig.Instruments, feeRateE6: 1000);
        for (int i = 0; i < 4; i++)
            positions.OnFill(0, side, long.MaxValue, long.MaxValue);
        positions.Mark(0, long.MaxValue);

        Assert.Equal(side == Side.Buy ? Instrument.QuantityMax : -Instrument.QuantityMax, positions.Lots(0));
        Assert.Equal(Instrument.QuantityMax, positions.NotionalQuote());
        Assert.True(positions.ProfitQuote() < 0 == (side == Side.Buy));
    }

    private static (int IsOrder, int Cancels) Outcome(OrderIntent intent) => (intent.IsOrder, intent.CancelsResting);
}
