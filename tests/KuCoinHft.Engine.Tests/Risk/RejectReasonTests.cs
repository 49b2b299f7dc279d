using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests.Risk;

/// <summary>Every reason reached through the handler, and beside it the order that just passes.</summary>
public sealed class RejectReasonTests
{
    // 1000 quote at 100.00 are 100,000 lots of 0.0001.
    private static readonly RiskLimits Loose = new(
        PositionQuoteTarget: 1_000 * Quote.One, PositionQuoteMax: 2_000 * Quote.One, NotionalQuoteMax: 10_000 * Quote.One, FeeRateE6: 0);

    private readonly HashSet<RejectReason> _reached = [];

    [Fact]
    public void Every_reason_is_reached_by_one_of_these_tests()
    {
        A_symbol_without_margin_gets_no_order(false);
        Trading_that_is_off_gets_no_order(false);
        A_book_older_than_the_limit_gets_no_order(1);
        A_book_that_is_not_live_gets_no_order();
        An_order_below_the_minimum_size_is_rejected(1);
        A_price_further_from_the_middle_than_the_collar_is_rejected(10_001);
        An_order_more_than_a_second_allows_is_rejected(-1);
        Losses_stop_openings_only(1);
        A_position_beyond_its_limit_is_rejected(-1);
        Positions_together_beyond_their_limit_are_rejected(-1);
        More_open_orders_than_allowed_are_rejected(1);

        Assert.Equal(Enum.GetValues<RejectReason>().Except([RejectReason.None]), _reached.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_symbol_without_margin_gets_no_order(bool isEnabled)
    {
        using var rig = new RiskRig(Loose, RiskRig.Instrument(0) with { IsMarginEnabled = isEnabled });
        Check(rig, rig.Want(2), isEnabled, RejectReason.NotMarginable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trading_that_is_off_gets_no_order(bool isOn)
    {
        using var rig = new RiskRig(Loose with { TradingEnabled = isOn });
        Check(rig, rig.Want(2), isOn, RejectReason.TradingOff);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_book_older_than_the_limit_gets_no_order(long overNs)
    {
        using var rig = new RiskRig(Loose);
        rig.NowNs += Loose.StaleNs + overNs;
        Check(rig, rig.Want(2), overNs == 0, RejectReason.StaleData);
    }

    [Fact]
    public void A_book_that_is_not_live_gets_no_order()
    {
        using var rig = new RiskRig(Loose);
        rig.Quote(RiskRig.Bid, RiskRig.Ask, isLive: false);
        Check(rig, rig.Want(2), false, RejectReason.StaleData);
        rig.Quote(RiskRig.Bid, RiskRig.Ask);
        Check(rig, rig.Want(2), true, RejectReason.StaleData);
    }

    [Fact]
    public void A_ticker_does_not_make_an_old_book_young()
    {
        using var rig = new RiskRig(Loose);
        rig.NowNs += Loose.StaleNs + 1;
        rig.Quote(RiskRig.Bid, RiskRig.Ask, kind: UpdateKind.Ticker);
        Check(rig, rig.Want(2), false, RejectReason.StaleData);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_order_below_the_minimum_size_is_rejected(long over)
    {
        using var rig = new RiskRig(Loose, RiskRig.Instrument(0) with { SizeLotsMin = 100_000 + over });
        Check(rig, rig.Want(2), over == 0, RejectReason.BelowMinimum);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_order_below_the_minimum_funds_is_rejected(long over)
    {
        // A passive buy of 100,000 lots at 99.99 is worth 999.90.
        using var rig = new RiskRig(Loose, RiskRig.Instrument(0) with { FundsQuoteMin = (99_990 * Quote.One / 100) + over });
        Check(rig, rig.Want(2), over == 0, RejectReason.BelowMinimum);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(10_001)]
    public void A_price_further_from_the_middle_than_the_collar_is_rejected(long halfSpread)
    {
        // 50 bps of a middle of 2,000,000 are 10,000.
        using var rig = new RiskRig(Loose);
        rig.Quote(1_990_000, 1_990_000 + (2 * halfSpread));
        Check(rig, rig.Want(2), halfSpread == 10_000, RejectReason.PriceCollar);
    }

    [Fact]
    public void The_collar_is_exact_where_a_tick_is_much_of_the_price()
    {
        // 100 and 101: each is 0.4975 % from the middle of 100.5, inside 50 bps, whichever side is joined.
        using var rig = new RiskRig(Loose);
        rig.Quote(100, 101);
        Check(rig, rig.Want(-2), true, RejectReason.PriceCollar);
        using var narrow = new RiskRig(Loose with { CollarBps = 49 });
        narrow.Quote(100, 101);
        Check(narrow, narrow.Want(-2), false, RejectReason.PriceCollar);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_order_more_than_a_second_allows_is_rejected(long late)
    {
        using var rig = new RiskRig(Loose with { OrdersPerSecondMax = 2 });
        rig.Push(rig.Want(2), OrderEvent.Canceled);
        rig.NowNs += 500;
        rig.Push(rig.Want(2), OrderEvent.Canceled);
        rig.NowNs += Nanos.PerSecond - 500 + late;
        Check(rig, rig.Want(2), late == 0, RejectReason.OrderRate);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Losses_stop_openings_only(long loss)
    {
        // 50,000 lots bought at the bid, then the middle falls by a whole quote unit: a loss of 5 and the cent between bid and middle.
        using var rig = new RiskRig(Loose with { LossQuoteMax = (5 * Quote.One) - (5 * Quote.One / 100) - loss });
        rig.Fill(rig.Want(1));
        rig.Quote(RiskRig.Bid - 100, RiskRig.Ask - 100);
        Check(rig, rig.Want(2), loss < 0, RejectReason.LossLimit);
        if (loss < 0)
            return;
        OrderIntent exit = rig.Want(0);
        Assert.Equal((1, Side.Sell, 50_000L), (exit.IsOrder, exit.Side, exit.SizeLots));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_position_beyond_its_limit_is_rejected(long room)
    {
        // 100,000 lots at the middle of 100.00.
        using var rig = new RiskRig(Loose with { PositionQuoteMax = (1_000 * Quote.One) + room });
        Check(rig, rig.Want(2), room == 0, RejectReason.PositionLimit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Positions_together_beyond_their_limit_are_rejected(long room)
    {
        using var rig = new RiskRig(Loose with { NotionalQuoteMax = (2_000 * Quote.One) + room }, RiskRig.Instrument(0), RiskRig.Instrument(1));
        rig.Fill(rig.Want(-2));
        Check(rig, rig.Want(2, symbolId: 1), room == 0, RejectReason.NotionalLimit);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(50_000, 0)]
    [InlineData(50_000, -1)]
    public void Orders_on_their_way_count_against_the_sum_of_positions(long filledLots, long room)
    {
        // Both sells stand at 100.01, so each comes to 1000.10; what is filled counts at the middle of 100.00.
        long sum = (2_000 * Quote.One) + (20 * Quote.One / 100) - (filledLots * Quote.One / 1_000_000);
        using var rig = new RiskRig(Loose with { NotionalQuoteMax = sum + room }, RiskRig.Instrument(0), RiskRig.Instrument(1));
        OrderIntent open = rig.Want(-2);
        rig.Push(open, OrderEvent.Match, filledLots, filledLots);
        Check(rig, rig.Want(-2, symbolId: 1), room == 0, RejectReason.NotionalLimit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void More_open_orders_than_allowed_are_rejected(int over)
    {
        using var rig = new RiskRig(Loose with { OpenOrdersMax = 2 }, [.. Enumerable.Range(0, 3).Select(RiskRig.Instrument)]);
        rig.Want(2, symbolId: 0);
        if (over > 0)
            rig.Want(2, symbolId: 1);
        Check(rig, rig.Want(2, symbolId: 2), over == 0, RejectReason.TooManyOrders);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Limits.OpenOrdersMax + 1)]
    public void A_limit_of_open_orders_that_the_table_cannot_hold_is_refused_at_start(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskRig(Loose with { OpenOrdersMax = count }));

    private void Check(RiskRig rig, OrderIntent intent, bool passes, RejectReason reason)
    {
        Assert.Equal((passes ? RejectReason.None : reason, passes ? 1 : 0), (intent.Reject, intent.IsOrder));
        if (passes)
            return;
        _reached.Add(reason);
        Assert.Equal(1, rig.Handler.Rejects[(int)reason]);
        Assert.Equal(0, intent.OrderKey);
    }
}
