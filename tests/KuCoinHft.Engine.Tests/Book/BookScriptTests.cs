using System.Text;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>The book stage against a plain book, after every message of random scripts; a script that fails is cut down to the messages that matter.</summary>
public sealed class BookScriptTests
{
    private const int StepsOfScript = 1_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_book_stage_says_after_every_message_what_a_plain_book_says(int group)
    {
        var seen = BookFlags.None;
        int live = 0;
        for (int script = 0; script < 20; script++)
        {
            int seed = (group * 1_000) + script;
            List<(BookMessage, long)> steps = BookScript.Make(seed, StepsOfScript);
            (int Step, string What)? failure = Play(steps, () => new PlainBook(), flags =>
            {
                seen |= flags;
                live += (flags & BookFlags.Live) != 0 ? 1 : 0;
            });
            if (failure is not null)
                Assert.Fail($"seed {seed}: {Describe(Shrink(steps, () => new PlainBook()))}");
        }

        Assert.Equal(BookFlags.Present | BookFlags.Live | BookFlags.TopChanged | BookFlags.Gap | BookFlags.Synced | BookFlags.WantsSnapshot, seen);
        Assert.InRange(live, 20 * StepsOfScript / 10, 20 * StepsOfScript * 9 / 10);
    }

    [Fact]
    public void More_increments_than_can_be_kept_are_forgotten_by_both()
    {
        var steps = new List<(BookMessage Message, long NowNs)>();
        for (int i = 1; i <= Limits.PendingUpdatesMax + 3; i++)
            steps.Add((BookRig.Increment(10 + i, 10 + i, BookRig.Bid(1000 + i, 1, 10 + i)), i));
        long forgotten = 10 + Limits.PendingUpdatesMax;
        steps.Add((BookRig.Part(forgotten - 1, 1, 1, BookRig.Bid(1, 1)), 10_000));
        steps.Add((BookRig.Part(forgotten, 1, 1, BookRig.Bid(1, 1)), 10_001));
        int live = 0;
        Assert.Null(Play(steps, () => new PlainBook(), flags => live += (flags & BookFlags.Live) != 0 ? 1 : 0));
        Assert.Equal(1, live);
    }

    [Fact]
    public void A_plain_book_that_is_wrong_is_found_out_and_the_script_is_cut_down_to_a_few_messages()
    {
        static PlainBook Wrong() => new(appliesOldRows: true);
        List<(BookMessage Message, long NowNs)> steps = BookScript.Make(seed: 1, StepsOfScript);
        Assert.NotNull(Play(steps, Wrong));
        List<(BookMessage Message, long NowNs)> small = Shrink(steps, Wrong);
        Assert.NotNull(Play(small, Wrong));
        Assert.Null(Play(small, () => new PlainBook()));
        // Parts of a snapshot and an increment with a row that the snapshot has; without any one of them nothing is wrong.
        Assert.InRange(small.Count, 2, 8);
        for (int i = 0; i < small.Count; i++)
            Assert.Null(Play([.. small[..i], .. small[(i + 1)..]], Wrong));
    }

    // The first message after which the two differ, and how.
    private static (int Step, string What)? Play(List<(BookMessage Message, long NowNs)> steps, Func<PlainBook> make, Action<BookFlags>? see = null)
    {
        using var rig = new BookRig(symbols: 2);
        PlainBook[] plain = [make(), make()];
        for (int step = 0; step < steps.Count; step++)
        {
            (BookMessage message, long nowNs) = steps[step];
            TopOfBook top = rig.Feed(message, nowNs);
            PlainBook expected = plain[message.SymbolId];
            BookFlags flags = expected.Take(message, nowNs);
            see?.Invoke(flags);
            string? what = Difference(expected, flags, rig.Handler[message.SymbolId], top);
            if (what is not null)
                return (step, what);
        }

        return null;
    }

    private static string? Difference(PlainBook expected, BookFlags flags, BookBuilder book, in TopOfBook top)
    {
        if (top.Flags != flags)
            return $"flags {top.Flags} instead of {flags}";
        if (book.IsLive != expected.IsLive)
            return $"live is {book.IsLive}";
        if ((top.Sequence, book.Sequence) != (expected.Last, expected.Last))
            return $"sequence {top.Sequence} instead of {expected.Last}";
        if (top.ExchangeNs != expected.ExchangeNs)
            return $"exchange's time {top.ExchangeNs} instead of {expected.ExchangeNs}";
        return Difference(expected.Bids, book.Bids, top.Bids, Side.Buy) ?? Difference(expected.Asks, book.Asks, top.Asks, Side.Sell);
    }

    private static string? Difference(SortedDictionary<long, long> expected, Ladder ladder, in Levels top, Side side)
    {
        if (ladder.Count != expected.Count)
            return $"{side} has {ladder.Count} levels instead of {expected.Count}";
        int depth = 0;
        foreach ((long price, long size) in expected)
        {
            if ((ladder[depth].PriceTicks, ladder[depth].SizeLots) != (price, size))
                return $"{side} at depth {depth} is {ladder[depth].SizeLots} at {ladder[depth].PriceTicks} instead of {size} at {price}";
            if (depth < Limits.TopLevels && (top[depth].PriceTicks, top[depth].SizeLots) != (price, size))
                return $"{side} of the top at depth {depth} is {top[depth].SizeLots} at {top[depth].PriceTicks} instead of {size} at {price}";
            depth++;
        }

        for (; depth < Limits.TopLevels; depth++)
        {
            if ((top[depth].PriceTicks, top[depth].SizeLots) != (0, 0))
                return $"{side} of the top holds {top[depth].PriceTicks} at depth {depth}, where the book has nothing";
        }

        return null;
    }

    // Cuts away as many messages as can go while the rest still fails: first halves, then ever smaller runs, single ones until none can go.
    private static List<(BookMessage Message, long NowNs)> Shrink(List<(BookMessage Message, long NowNs)> steps, Func<PlainBook> make)
    {
        List<(BookMessage Message, long NowNs)> kept = steps[..(Play(steps, make)!.Value.Step + 1)];
        int run = Math.Max(1, kept.Count / 2);
        while (true)
        {
            int before = kept.Count;
            for (int at = kept.Count - run; at >= 0; at -= run)
            {
                List<(BookMessage Message, long NowNs)> tried = [.. kept[..at], .. kept[(at + run)..]];
                if (Play(tried, make) is not null)
                    kept = tried;
            }

            if (run == 1 && kept.Count == before)
                return kept;
            run = Math.Max(1, run / 2);
        }
    }

    private static string Describe(List<(BookMessage Message, long NowNs)> steps)
    {
        var text = new StringBuilder();
        foreach ((BookMessage message, long nowNs) in steps)
        {
            string rows = string.Join(' ', message.Changes.Select(row => $"{row.Side} {row.PriceTicks} x {row.SizeLots} @{row.Sequence}"));
            text.Append($"\n  {nowNs} symbol {message.SymbolId} {message.Kind} {message.Start}-{message.End} part {message.Part} of {message.Parts}: {rows}");
        }

        return $"{Play(steps, () => new PlainBook())?.What} after{text}";
    }
}
