using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Feeds;

namespace KuCoinHft.Exchange.Tests.Feeds;

/// <summary>The figures that are kept up to date against those that are counted anew.</summary>
public sealed class RollingFiguresTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void They_are_what_counting_all_trades_of_the_span_gives(int seed)
    {
        var random = new Random(seed);
        var candles = new CandleBook(1);
        var figures = new RollingFigures(candles.Minutes(0), 3600);
        var trades = new List<(long Second, long Ticks, long Lots)>();
        long second = 1_760_000_000, price = 1000;
        int quiet = 0;
        for (int i = 0; i < 3000; i++)
        {
            second += random.Next(100) == 0 ? random.Next(8000) : random.Next(60);
            price = Math.Max(1, price + random.Next(-20, 21));
            long lots = random.Next(1, 100);
            trades.Add((second, price, lots));
            candles.OnTrade(0, price, lots, second * Second);
            figures.OnTrade(price, lots, second * Second);
            Check(second);

            // Time alone changes them too.
            if (random.Next(50) == 0)
                Check(second += random.Next(6000));
        }

        Assert.True(quiet > 3, "no span without a trade was looked at");

        void Check(long now)
        {
            long begin = (now - 3600) / 60 * 60;
            var inside = trades.Where(x => x.Second >= begin).ToList();
            var before = trades.Where(x => x.Second < begin).ToList();
            long last = trades[^1].Ticks;
            var expected = new Figures(
                before.Count > 0 ? before[^1].Ticks : inside[0].Ticks,
                last,
                inside.Count > 0 ? inside.Max(x => x.Ticks) : last,
                inside.Count > 0 ? inside.Min(x => x.Ticks) : last,
                inside.Sum(x => x.Lots),
                inside.Sum(x => x.Ticks * x.Lots));
            quiet += inside.Count == 0 ? 1 : 0;
            Assert.Equal(expected, figures.Read(now * Second));
        }
    }

    [Theory]
    [InlineData(10000, 9886, "-0.0114")]
    [InlineData(668429, 671581, "0.0047")]
    [InlineData(5, 5, "0")]
    [InlineData(0, 0, "0")]
    public void The_rate_of_change_is_cut_after_four_places(long open, long last, string rate) =>
        Assert.Equal(rate, Figures.Text(new Figures(open, last, 0, 0, 0, 0).ChangeRate));
}
