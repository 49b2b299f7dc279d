using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

public sealed class LadderTests
{
    [Theory]
    [InlineData(Side.Buy, 1)]
    [InlineData(Side.Buy, 2)]
    [InlineData(Side.Buy, 3)]
    [InlineData(Side.Sell, 4)]
    [InlineData(Side.Sell, 5)]
    [InlineData(Side.Sell, 6)]
    public void A_ladder_equals_a_sorted_dictionary_after_every_change(Side side, int seed)
    {
        var random = new Random(seed);
        var ladder = new Ladder(side, 512);
        var plain = new SortedDictionary<long, long>();
        for (int i = 0; i < 20_000; i++)
        {
            // A narrow band half of the time, so that levels are hit again, deep ones by halves as well as near ones in turn.
            long price = random.Next(2) == 0 ? random.Next(1, 30) : random.Next(1, 300);
            long size = random.Next(3) == 0 ? 0 : random.Next(1, 5);
            int expected = Depth(plain, side, price, size);

            Assert.Equal(expected, ladder.Set(price, size));

            if (size == 0)
                plain.Remove(price);
            else
                plain[price] = size;
            Assert.Equal(plain.Count, ladder.Count);
            long best = plain.Count == 0 ? 0 : side == Side.Buy ? plain.Last().Key : plain.First().Key;
            Assert.Equal(best, ladder.BestTicks);
            if (i % 50 == 0)
                Assert.Equal(Best(plain, side), BookRig.Levels(ladder));
        }

        Assert.Equal(0, ladder.DroppedCount);
    }

    [Theory]
    [InlineData(Side.Buy, 7)]
    [InlineData(Side.Sell, 8)]
    public void A_full_ladder_drops_the_furthest_level_and_its_top_stays_right(Side side, int seed)
    {
        const int LevelsMax = 16;
        var random = new Random(seed);
        var ladder = new Ladder(side, LevelsMax);
        var plain = new SortedDictionary<long, long>();
        long dropped = 0;
        for (int i = 0; i < 5000; i++)
        {
            long price = random.Next(1, 200);
            long size = random.Next(8) == 0 ? 0 : random.Next(1, 5);
            ladder.Set(price, size);
            if (size == 0)
                plain.Remove(price);
            else
                plain[price] = size;
            if (plain.Count > LevelsMax)
            {
                plain.Remove(side == Side.Buy ? plain.First().Key : plain.Last().Key);
                dropped++;
            }

            Assert.Equal(Best(plain, side), BookRig.Levels(ladder));
            Assert.Equal(dropped, ladder.DroppedCount);
        }

        Assert.True(dropped > 100, "the ladder was full often");
    }

    [Theory]
    [InlineData(Side.Buy, 1)]
    [InlineData(Side.Buy, -1)]
    [InlineData(Side.Sell, 1)]
    [InlineData(Side.Sell, -1)]
    public void A_ladder_that_wanders_further_than_its_room_stays_right(Side side, int step)
    {
        // Each new level at one end and the oldest one gone from the other: the levels reach the end of their array many times.
        var ladder = new Ladder(side, 64);
        const long Start = 1_000_000;
        for (int i = 0; i < 40_000; i++)
        {
            long price = Start + (step * i);
            ladder.Set(price, i + 1);
            if (i >= 40)
                ladder.Set(price - (step * 40), 0);
            if (i % 999 == 0)
            {
                int held = Math.Min(i + 1, 40);
                IEnumerable<(long, long)> expected = Enumerable.Range(0, held).Select(back => (price - (step * back), (long)i + 1 - back));
                bool isNewestBest = (side == Side.Buy) == (step > 0);
                Assert.Equal(isNewestBest ? expected : expected.Reverse(), BookRig.Levels(ladder));
            }
        }

        Assert.Equal(0, ladder.DroppedCount);
    }

    [Fact]
    public void The_best_levels_are_shown_best_first_as_many_as_asked_for_or_there()
    {
        var ladder = new Ladder(Side.Buy, 8);
        foreach (long price in (long[])[5, 9, 7])
            ladder.Set(price, price * 10);

        Assert.Equal([(9, 90), (7, 70)], Pairs(ladder.Best(2)));
        Assert.Equal([(9, 90), (7, 70), (5, 50)], Pairs(ladder.Best(4)));
        Assert.Equal([], Pairs(ladder.Best(0)));
        ladder.Clear();
        Assert.Equal([], Pairs(ladder.Best(4)));
    }

    [Fact]
    public void A_level_behind_a_full_ladder_changes_nothing_but_is_counted()
    {
        var ladder = new Ladder(Side.Buy, 2);
        ladder.Set(10, 1);
        ladder.Set(9, 1);

        Assert.Equal(-1, ladder.Set(8, 1));

        Assert.Equal([(10, 1), (9, 1)], BookRig.Levels(ladder));
        Assert.Equal(1, ladder.DroppedCount);
    }

    [Fact]
    public void Depths_that_are_not_there_are_zero_levels()
    {
        var ladder = new Ladder(Side.Sell, 4);
        ladder.Set(5, 7);

        Assert.Equal((5L, 7L), (ladder[0].PriceTicks, ladder[0].SizeLots));
        Assert.Equal((0L, 0L), (ladder[1].PriceTicks, ladder[1].SizeLots));
        ladder.Clear();
        Assert.Equal((0L, 0L, 0), (ladder.BestTicks, ladder[0].SizeLots, ladder.Count));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void The_largest_prices_and_sizes_are_in_order(Side side)
    {
        var ladder = new Ladder(side, 4);
        ladder.Set(long.MaxValue, 1);
        ladder.Set(1, long.MaxValue);
        ladder.Set(long.MaxValue - 1, 2);

        Assert.Equal(side == Side.Buy ? long.MaxValue : 1, ladder.BestTicks);
        Assert.Equal(long.MaxValue - 1, ladder[1].PriceTicks);
    }

    private static (long, long)[] Pairs(ReadOnlySpan<Level> levels) => [.. levels.ToArray().Select(level => (level.PriceTicks, level.SizeLots))];

    // Distance from the best of the level that changes, -1 when none does: from the definition.
    private static int Depth(SortedDictionary<long, long> plain, Side side, long price, long size)
    {
        bool isThere = plain.TryGetValue(price, out long old);
        return (isThere ? old : 0) == size ? -1 : plain.Keys.Count(other => side == Side.Buy ? other > price : other < price);
    }

    private static List<(long Price, long Size)> Best(SortedDictionary<long, long> plain, Side side) =>
        [.. (side == Side.Buy ? plain.Reverse() : plain).Select(level => (level.Key, level.Value))];
}
