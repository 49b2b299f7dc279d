using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>A ladder against a plain sorted list after every operation: sizes around its blocks, every shape of change, thousands of seeds.</summary>
public sealed class LadderSearchTests
{
    private const int Seeds = 100;
    private const int Operations = 400;
    private static readonly int[] Bounds = [1, 31, 32, 33, 100, 700];

    public enum Shape
    {
        /// <summary>Anywhere, new prices, old ones and removals alike.</summary>
        Anywhere,

        /// <summary>A few new prices at one end, then as many at the other.</summary>
        AlternatingEnds,

        /// <summary>Filled, then emptied to the last level, again and again.</summary>
        FilledAndEmptied,
    }

    /// <summary>Bounds below, at and above one block of 32, a few blocks, and more levels than are searched block by block (512).</summary>
    public static TheoryData<Side, Shape, int> Cases()
    {
        var cases = new TheoryData<Side, Shape, int>();
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            foreach (Shape shape in Enum.GetValues<Shape>())
            {
                foreach (int levelsMax in Bounds)
                    cases.Add(side, shape, levelsMax);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_ladder_equals_a_sorted_list_after_every_operation(Side side, Shape shape, int levelsMax)
    {
        long dropped = 0;
        for (int seed = 0; seed < Seeds; seed++)
            dropped += Run(side, shape, levelsMax, (levelsMax * Seeds) + seed);

        // Fifty prices either side cannot fill the larger ladders.
        Assert.True(dropped > 0 || (shape == Shape.FilledAndEmptied && levelsMax > 33), "the bound was reached");
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Every_price_of_a_ladder_and_between_is_found_at_its_depth_whatever_the_length(Side side)
    {
        var ladder = new Ladder(side, 700);
        for (int count = 1; count <= 700; count++)
        {
            // Even prices are there, odd ones are not. Level n is nth best.
            Assert.Equal(count - 1, ladder.Set(Price(side, 2 * count), 1));
            if (count > 70 && count % 37 != 0)
                continue;
            for (int n = 0; n < count; n++)
            {
                Assert.Equal(n, ladder.Set(Price(side, 2 * (n + 1)), count + 1));
                Assert.Equal(-1, ladder.Set(Price(side, (2 * n) + 1), 0));
            }

            for (int n = 0; n < count; n++)
                Assert.Equal(n, ladder.Set(Price(side, 2 * (n + 1)), 1));
        }
    }

    private static long Price(Side side, int place) => side == Side.Sell ? place : 10_000 - place;

    private static long Run(Side side, Shape shape, int levelsMax, int seed)
    {
        var random = new Random(seed);
        var ladder = new Ladder(side, levelsMax);
        var plain = new PlainSide(side, levelsMax);
        Fill(ladder, plain, random, levelsMax);
        for (int i = 0; i < Operations; i++)
        {
            (long price, long size) = Next(shape, plain, random, i);
            int expected = plain.Set(price, size);
            int depth = ladder.Set(price, size);
            string? wrong = depth != expected ? $"depth {depth} instead of {expected}" : plain.Difference(ladder, random.Next(25));
            if (wrong != null)
                Assert.Fail($"{side} {shape} {levelsMax} seed {seed} operation {i}, {price} x {size}: {wrong}");
        }

        return ladder.DroppedCount;
    }

    private static void Fill(Ladder ladder, PlainSide plain, Random random, int levelsMax)
    {
        int count = random.Next(3 * levelsMax);
        for (int i = 0; i < count; i++)
        {
            long price = random.Next(10_000, 10_000 + (3 * levelsMax));
            Assert.Equal(plain.Set(price, 1), ladder.Set(price, 1));
        }
    }

    private static (long Price, long Size) Next(Shape shape, PlainSide plain, Random random, int i)
    {
        long size = random.Next(1, 4);
        bool isOld = plain.Prices.Count > 0;
        long old = isOld ? plain.Prices[random.Next(plain.Prices.Count)] : 0;
        long low = isOld ? plain.Prices[0] : 10_000;
        long high = isOld ? plain.Prices[^1] : 10_000;
        switch (shape)
        {
            case Shape.AlternatingEnds:
                bool isLow = i / 5 % 2 == 0;
                return random.Next(3) == 0 ? (isLow ? low : high, 0) : (isLow ? low - random.Next(1, 3) : high + random.Next(1, 3), size);
            case Shape.FilledAndEmptied:
                return i % 200 >= 100 && isOld ? (old, 0) : (random.Next(9_950, 10_050), size);
            default:
                return random.Next(3) switch
                {
                    0 when isOld => (old, random.Next(2) * size),
                    1 when isOld => (old + random.Next(-1, 2), random.Next(2) * size),
                    _ => (random.NextInt64(low - 3, high + 4), size),
                };
        }
    }
}
