using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class QueueModelTests
{
    private const long SecondNs = 1_000_000_000;

    [Theory]
    [InlineData(1, 600, 400, 100, 60)]
    [InlineData(2, 600, 400, 100, 69)]
    [InlineData(1, 600, 400, 1000, 600)]
    [InlineData(1, 600, 0, 100, 100)]
    [InlineData(1, 0, 400, 100, 0)]
    [InlineData(1, 100, 10, 50, 45)]
    public void The_expected_share_of_a_cancellation_stood_before_us(int power, long ahead, long behind, long gone, long expected) =>
        Assert.Equal(expected, new QueueModel(new MatchingOptions { Queue = QueueKind.Probabilistic, QueuePower = power }).Ahead(ahead, behind, gone));

    [Fact]
    public void The_risk_averse_model_moves_up_only_where_nothing_else_is_possible()
    {
        var model = new QueueModel(new MatchingOptions());
        Assert.Equal(0, model.Ahead(600, 400, 400));
        Assert.Equal(50, model.Ahead(600, 400, 450));
    }

    [Fact]
    public void A_seed_draws_all_or_nothing_and_draws_the_same_again()
    {
        var options = new MatchingOptions { Queue = QueueKind.Probabilistic, QueueSeed = 7 };
        long[] first = [.. Draw(new QueueModel(options))], second = [.. Draw(new QueueModel(options))];
        Assert.Equal(first, second);
        Assert.NotEqual(first, Draw(new QueueModel(options with { QueueSeed = 8 })));
        Assert.All(first, x => Assert.True(x is 0 or 100));

        // 60 % of the lots stood before us; four standard deviations of 10,000 draws.
        Assert.InRange(first.Count(x => x == 100), 6000 - 196, 6000 + 196);

        static IEnumerable<long> Draw(QueueModel model) => Enumerable.Range(0, 10_000).Select(_ => model.Ahead(600, 400, 100));
    }

    [Fact]
    public void A_trade_moves_a_maker_up_once_whichever_the_recording_tells_first()
    {
        foreach (bool printFirst in (bool[])[true, false])
        {
            Desk desk = Desk.Open();
            desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
            desk.Play(tape => _ = printFirst ? tape.Trade("sell", "99", "0.6").Bid("99", "0.4") : tape.Bid("99", "0.4").Trade("sell", "99", "0.6"));
            Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
            desk.Play(tape => _ = printFirst ? tape.Trade("sell", "99", "0.5").Bid("99", "0") : tape.Bid("99", "0").Trade("sell", "99", "0.5"));
            Assert.Equal("match open 0.1/0.9/0", desk.Life("a")[^1]);
        }
    }

    [Fact]
    public void A_cancellation_behind_us_does_not_swallow_the_next_trade()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
        desk.Play(tape => tape.Bid("99", "5").After(SecondNs).Bid("99", "3").Trade("sell", "99", "1.25"));
        Assert.Equal("match open 0.25/0.75/0", desk.Life("a")[^1]);
    }

    [Fact]
    public void With_the_probabilistic_model_cancellations_move_a_maker_up()
    {
        Desk averse = Wait(new MatchingOptions()), even = Wait(new MatchingOptions { Queue = QueueKind.Probabilistic });
        Assert.Equal("open open 0/1/0", averse.Life("a")[^1]);

        // Half of 4 stood before us; 2 were cancelled, hence 1 of ours; a trade of 1.5 leaves 0.5 for us.
        Assert.Equal("match open 0.5/0.5/0", even.Life("a")[^1]);

        static Desk Wait(MatchingOptions options)
        {
            Desk desk = new Desk([new AccountOptions()], new ExchangeRules { Matching = options }).Play(tape => tape.Book("99 2", "101 1"));
            desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
            return desk.Play(tape => tape.Bid("99", "4").After(SecondNs).Bid("99", "2").After(SecondNs).Trade("sell", "99", "1.5"));
        }
    }

    [Fact]
    public void A_second_order_at_our_price_waits_for_the_first_and_for_what_came_between()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"0.5\"", "a");
        desk.Play(tape => tape.Bid("99", "2"));
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"0.5\"", "b");
        desk.Play(tape => tape.Trade("sell", "99", "1.75"));
        Assert.Equal("filled done 0.5/0/0", desk.Life("a")[^1]);
        Assert.Equal("open open 0/0.5/0", desk.Life("b")[^1]);

        // 1.75 - 0.5 of ours went to the market: 0.75 of its 2 are left before b.
        desk.Play(tape => tape.After(SecondNs).Trade("sell", "99", "1"));
        Assert.Equal("match open 0.25/0.25/0", desk.Life("b")[^1]);
    }

    [Fact]
    public void A_trade_that_the_book_told_before_we_came_is_not_ours()
    {
        foreach (long delayNs in (long[])[1_000_000, SecondNs])
        {
            Desk desk = new Desk(Desk.With(("BTC", 5m))).Play(tape => tape.Book("99 1", "101 1, 102 2").Ask("101", "0"));
            desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"1\"", "a");
            desk.Play(tape => tape.After(delayNs).Trade("buy", "101", "1"));

            // A second later it is another trade.
            Assert.Equal(delayNs == SecondNs ? "filled done 1/0/0" : "open open 0/1/0", desk.Life("a")[^1]);
            desk.Play(tape => tape.Trade("buy", "101", "1"));
            Assert.Equal("filled done 1/0/0", desk.Life("a")[^1]);
        }
    }

    [Fact]
    public void A_market_made_from_candles_fills_only_when_it_trades_through()
    {
        Desk desk = new Desk([new AccountOptions()], new ExchangeRules { Matching = new() { FillsOnlyThrough = true } }).Play(tape => tape.Book("99 1", "101 1"));
        desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a");
        desk.Play(tape => tape.Trade("sell", "98", "50").Bid("99", "0").Ask("97.9", "3"));
        Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
        desk.Play(tape => tape.Trade("sell", "97.9", "0.1"));
        Assert.Equal("filled done 1/0/0", desk.Life("a")[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_recording_made_from_candles_sets_its_rule(bool isMade) =>
        Assert.Equal(isMade, new ExchangeRules().For(new Made(isMade)).Matching.FillsOnlyThrough);

    [Fact]
    public void Takers_pay_the_spread_and_never_more_than_their_limit()
    {
        Desk desk = Taking(new MatchingOptions { TakerSpreadRate = 0.003m });
        desk.Order("\"side\":\"buy\",\"type\":\"market\",\"size\":\"0.5\"");
        desk.Order("\"side\":\"buy\",\"price\":\"101.2\",\"size\":\"0.5\"");
        desk.Order("\"side\":\"sell\",\"type\":\"market\",\"size\":\"0.5\"");
        desk.Order("\"side\":\"sell\",\"price\":\"98.8\",\"size\":\"0.5\"");

        // 0.303 and 0.297 are rounded up to 4 and 3 tenths.
        Assert.Equal(["101.4", "101.2", "98.7", "98.8"], Prices(desk));
    }

    [Fact]
    public void Impact_is_off_by_default_and_grows_with_what_we_took()
    {
        Desk off = Taking(new MatchingOptions()), on = Taking(new MatchingOptions { ImpactRate = 0.01m });
        foreach (Desk desk in (Desk[])[off, on])
        {
            desk.Play(tape => tape.Trade("buy", "101", "3"));
            for (int i = 0; i < 3; i++)
                desk.Order("\"side\":\"buy\",\"price\":\"105\",\"size\":\"0.25\",\"timeInForce\":\"IOC\"");
            desk.Play(tape => tape.After(61 * SecondNs).Trade("buy", "101", "3"));
            desk.Order("\"side\":\"buy\",\"price\":\"105\",\"size\":\"0.25\",\"timeInForce\":\"IOC\"");
        }

        Assert.Equal(["101", "101", "101", "101"], Prices(off));

        // 101 x 0.01 x sqrt(0.25 / 3.25), then of 0.5 / 3.5 and 0.75 / 3.75; a minute later all is forgotten.
        Assert.Equal(["101.3", "101.4", "101.5", "101.3"], Prices(on));
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(5, 0.0)]
    [InlineData(1, -0.1)]
    [InlineData(1, 1.1)]
    public void Options_out_of_range_are_refused(int power, double impact) =>
        Assert.Throws<ArgumentException>(() => new Desk([new AccountOptions()], new ExchangeRules { Matching = new() { QueuePower = power, ImpactRate = (decimal)impact } }));

    private static Desk Taking(MatchingOptions options) =>
        new Desk([Desk.With(("BTC", 5m), ("USDT", 1000m))], new ExchangeRules { Matching = options }).Play(tape => tape.Book("99 1", "101 1"));

    private static string[] Prices(Desk desk) => [.. desk.Orders.Where(x => Desk.Text(x, "type") == "match").Select(x => Desk.Text(x, "matchPrice")!)];

    private sealed class Made(bool isMade) : Recording
    {
        public override string Name => "made";

        public override IReadOnlyList<Instrument> Instruments => [];

        public override bool FillsOnTradeThroughOnly => isMade;

        public override IEnumerable<RecordedEvent> Read() => [];
    }
}
