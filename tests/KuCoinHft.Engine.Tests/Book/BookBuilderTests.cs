using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using static KuCoinHft.Engine.Tests.Book.BookRig;

namespace KuCoinHft.Engine.Tests.Book;

public sealed class BookBuilderTests : IDisposable
{
    private readonly BookRig _rig = new();

    private BookBuilder Book => _rig.Book;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Every_interleaving_of_snapshot_parts_and_increments_gives_the_same_book()
    {
        var exchange = new ExchangeBook(new Random(5), levels: 30);
        exchange.Change(40);
        long first = exchange.FirstSequence;
        // The snapshot's sequence lies inside the third increment: one is old, one ends with it, one straddles it, two follow.
        BookMessage[] increments =
        [
            exchange.Increment(first + 1, first + 5), exchange.Increment(first + 6, first + 10), exchange.Increment(first + 11, first + 20),
            exchange.Increment(first + 21, first + 21), exchange.Increment(first + 22, first + 40),
        ];
        List<BookMessage> parts = exchange.Snapshot(first + 15, levelsPerPart: 12);
        Assert.InRange(parts.Count, 3, 6);
        int tried = 0;
        foreach (BookMessage[] order in Interleavings(increments, [.. parts]))
        {
            using var rig = new BookRig();
            foreach (BookMessage message in order)
                rig.Feed(message);

            Assert.True(rig.Book.IsLive);
            Assert.Equal(first + 40, rig.Book.Sequence);
            Assert.Equal(exchange.Levels(Side.Buy, first + 40), Levels(rig.Book.Bids));
            Assert.Equal(exchange.Levels(Side.Sell, first + 40), Levels(rig.Book.Asks));
            Assert.Equal((5, 2, 3), (rig.Book.Counts.Level2, rig.Book.Counts.Old, rig.Book.Counts.Applied));
            tried++;
        }

        Assert.True(tried >= 56, $"{tried} interleavings");
    }

    [Fact]
    public void The_first_increment_asks_for_a_snapshot_and_those_after_it_do_not()
    {
        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Increment(11, 11, Bid(100, 1, 11))).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Increment(12, 12, Bid(100, 2, 12))).Flags);
        Assert.Equal((2, 0L), Book.Pending);
    }

    [Fact]
    public void A_snapshot_completes_with_its_last_part_only()
    {
        Assert.Equal(BookFlags.Present, _rig.Feed(Part(10, 1, 2, Bid(100, 1))).Flags);
        TopOfBook top = _rig.Feed(Part(10, 2, 2, Ask(101, 1)));

        Assert.Equal(BookFlags.Present | BookFlags.Live | BookFlags.Synced | BookFlags.TopChanged, top.Flags);
        Assert.Equal((10L, 100L, 101L), (top.Sequence, top.Bids[0].PriceTicks, top.Asks[0].PriceTicks));
    }

    [Fact]
    public void An_empty_snapshot_is_a_live_empty_book()
    {
        TopOfBook top = _rig.Feed(Part(10, 1, 1));

        Assert.True(top.IsLive);
        Assert.Equal(0, Book.Bids.Count + Book.Asks.Count);
    }

    [Fact]
    public void Rows_already_in_the_snapshot_are_skipped_and_price_zero_only_moves_the_sequence()
    {
        GoLive(10);

        TopOfBook top = _rig.Feed(Increment(9, 13, Bid(100, 77, 10), Ask(105, 3, 11), Bid(0, 0, 13), Ask(106, 4, 12)));

        Assert.Equal(13, top.Sequence);
        Assert.Equal([(100, 1)], Levels(Book.Bids));
        Assert.Equal([(101, 1), (105, 3), (106, 4)], Levels(Book.Asks));
    }

    [Fact]
    public void Removing_a_level_that_is_not_there_changes_nothing_but_the_sequence()
    {
        GoLive(10);

        TopOfBook top = _rig.Feed(Increment(11, 11, Bid(50, 0, 11)));

        Assert.Equal(BookFlags.Present | BookFlags.Live, top.Flags);
        Assert.Equal(11, top.Sequence);
        Assert.Equal([(100, 1)], Levels(Book.Bids));
    }

    [Fact]
    public void The_top_has_changed_only_when_one_of_its_levels_has()
    {
        GoLive(10);
        for (int i = 0; i < Limits.TopLevels; i++)
            Assert.True((_rig.Feed(Increment(11 + i, 11 + i, Bid(99 - i, 1, 11 + i))).Flags & BookFlags.TopChanged) != 0 == (i < Limits.TopLevels - 1));

        Assert.Equal(BookFlags.Present | BookFlags.Live, _rig.Feed(Increment(16, 16, Bid(90, 5, 16))).Flags);
        Assert.Equal(BookFlags.Present | BookFlags.Live, _rig.Feed(Increment(17, 17, Bid(100, 1, 17))).Flags);
        Assert.Equal(BookFlags.Present | BookFlags.Live | BookFlags.TopChanged, _rig.Feed(Increment(18, 18, Bid(100, 2, 18))).Flags);
    }

    [Fact]
    public void A_gap_in_the_sequence_asks_for_a_snapshot_exactly_once_until_patience_is_over()
    {
        GoLive(10);
        const long GapNs = 1_000;

        Assert.Equal(BookFlags.Present | BookFlags.Gap | BookFlags.WantsSnapshot, _rig.Feed(Increment(12, 12, Bid(100, 2, 12)), GapNs).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Increment(13, 13, Bid(100, 3, 13)), GapNs + 1).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Increment(15, 15, Bid(100, 3, 15)), GapNs + 2).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Timer(), GapNs + (2 * Nanos.PerSecond) - 1).Flags);
        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Timer(), GapNs + (2 * Nanos.PerSecond)).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Timer(), GapNs + (3 * Nanos.PerSecond)).Flags);
        Assert.Equal(1, Book.Counts.Gaps);
        Assert.Equal(2, Book.Counts.SnapshotsWanted);
    }

    [Fact]
    public void A_snapshot_older_than_what_was_kept_asks_for_a_newer_one_which_then_fits()
    {
        _rig.Feed(Increment(20, 21, Bid(100, 5, 21)));

        TopOfBook tooOld = _rig.Feed(Part(18, 1, 1, Bid(99, 1), Ask(101, 1)));
        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, tooOld.Flags);
        TopOfBook fits = _rig.Feed(Part(19, 1, 1, Bid(99, 1), Ask(101, 1)));

        Assert.True(fits.IsLive);
        Assert.Equal(21, fits.Sequence);
        Assert.Equal([(100, 5), (99, 1)], Levels(Book.Bids));
        Assert.Equal(1, Book.Counts.SnapshotsTooOld);
    }

    [Fact]
    public void A_snapshot_that_reaches_only_the_first_of_two_gaps_leaves_the_rest_for_a_newer_one()
    {
        _rig.Feed(Increment(11, 12, Bid(100, 5, 12)));
        _rig.Feed(Increment(15, 16, Bid(98, 5, 16)));

        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(10, 1, 1, Bid(99, 1), Ask(101, 1))).Flags);
        Assert.Equal((1, 0L), Book.Pending);
        Assert.True(_rig.Feed(Part(14, 1, 1, Bid(99, 1), Ask(101, 1))).IsLive);
        Assert.Equal([(99, 1), (98, 5)], Levels(Book.Bids));
    }

    [Fact]
    public void A_lost_part_asks_once_and_the_parts_behind_it_do_not_ask_again()
    {
        _rig.Feed(Increment(11, 11, Bid(100, 5, 11)));
        _rig.Feed(Part(10, 1, 6, Bid(99, 1)));

        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(10, 3, 6, Bid(97, 1))).Flags);
        for (int part = 4; part <= 6; part++)
            Assert.Equal(BookFlags.Present, _rig.Feed(Part(10, part, 6, Ask(101, 1))).Flags);

        Assert.Equal((1L, 3L, 2L), (Book.Counts.SnapshotsAbandoned, Book.Counts.SnapshotPartsLate, Book.Counts.SnapshotsWanted));
        Assert.True(_rig.Feed(Part(12, 1, 1, Bid(99, 1), Ask(101, 1))).IsLive);
    }

    [Fact]
    public void A_lost_first_part_asks_once_for_all_the_parts_behind_it()
    {
        _rig.Feed(Increment(11, 11, Bid(100, 5, 11)));

        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(10, 2, 4, Bid(97, 1))).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Part(10, 3, 4, Bid(96, 1))).Flags);
        Assert.Equal(BookFlags.Present, _rig.Feed(Part(10, 4, 4, Ask(101, 1))).Flags);
        Assert.False(Book.IsLive);
    }

    [Fact]
    public void The_same_snapshot_may_come_again_after_it_was_abandoned()
    {
        _rig.Feed(Part(10, 1, 2, Bid(99, 1)));
        _rig.Feed(Part(10, 1, 2, Bid(99, 1)));
        Assert.True(_rig.Feed(Part(10, 2, 2, Ask(101, 1))).IsLive);

        using var rig = new BookRig();
        rig.Feed(Part(10, 1, 3, Bid(99, 1)));
        rig.Feed(Part(10, 3, 3, Ask(101, 1)));
        rig.Feed(Part(10, 1, 3, Bid(98, 1)));
        rig.Feed(Part(10, 2, 3, Ask(101, 1)));
        Assert.True(rig.Feed(Part(10, 3, 3, Ask(102, 1))).IsLive);
        Assert.Equal([(98, 1)], Levels(rig.Book.Bids));
    }

    [Fact]
    public void An_unneeded_snapshot_leaves_a_live_book_alone()
    {
        GoLive(10);

        Assert.Equal(BookFlags.Present | BookFlags.Live, _rig.Feed(Part(5, 1, 1, Bid(1, 1))).Flags);

        Assert.Equal([(100, 1)], Levels(Book.Bids));
        Assert.Equal(1, Book.Counts.SnapshotPartsUnneeded);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(99)]
    public void A_crossed_book_is_never_live_and_asks_for_a_snapshot(long askTicks)
    {
        GoLive(10);

        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Increment(11, 11, Ask(askTicks, 1, 11))).Flags);

        Assert.Equal(1, Book.Counts.Crossed);
    }

    [Fact]
    public void A_crossed_snapshot_is_not_live_either()
    {
        TopOfBook top = _rig.Feed(Part(10, 1, 1, Bid(100, 1), Ask(100, 1)));

        Assert.False(top.IsLive);
        Assert.True((top.Flags & BookFlags.WantsSnapshot) != 0);
    }

    [Fact]
    public void A_snapshot_older_than_a_crossed_book_does_not_bring_back_the_past()
    {
        GoLive(10);
        _rig.Feed(Increment(11, 20, Ask(99, 1, 20)));

        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(15, 1, 1, Bid(100, 1), Ask(101, 1))).Flags);
        Assert.True(_rig.Feed(Part(20, 1, 1, Bid(98, 1), Ask(99, 1))).IsLive);
    }

    [Fact]
    public void Too_many_increments_are_forgotten_and_a_newer_snapshot_recovers()
    {
        for (long sequence = 11; sequence < 11 + Limits.PendingUpdatesMax; sequence++)
            _rig.Feed(Increment(sequence, sequence, Bid(100, sequence, sequence)));
        Assert.Equal((Limits.PendingUpdatesMax, 0L), Book.Pending);
        long next = 11 + Limits.PendingUpdatesMax;

        _rig.Feed(Increment(next, next, Bid(100, 1, next)));

        Assert.Equal((1, (long)Limits.PendingUpdatesMax), Book.Pending);
        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(10, 1, 1, Ask(101, 1))).Flags);
        Assert.True(_rig.Feed(Part(next - 1, 1, 1, Ask(101, 1))).IsLive);
        Assert.Equal([(100, 1)], Levels(Book.Bids));
        AssertEveryIncrementIsCounted();
    }

    [Fact]
    public void An_increment_with_more_changes_than_can_be_kept_is_forgotten_and_a_snapshot_before_it_is_too_old()
    {
        var changes = new BookLevelChange[Limits.PendingChangesMax + 1];
        for (int i = 0; i < changes.Length; i++)
            changes[i] = Bid(1000 + i, 1, 11);

        _rig.Feed(Increment(11, 11, changes));

        Assert.Equal((0, 1L), Book.Pending);
        Assert.Equal(BookFlags.Present | BookFlags.WantsSnapshot, _rig.Feed(Part(10, 1, 1, Bid(99, 1), Ask(101, 1))).Flags);
        Assert.True(_rig.Feed(Part(11, 1, 1, Bid(99, 1), Ask(101, 1))).IsLive);
        AssertEveryIncrementIsCounted();
    }

    [Fact]
    public void A_symbols_frames_move_its_own_book_only_and_a_frame_of_no_symbol_has_none()
    {
        using var rig = new BookRig(symbols: 2);
        rig.Feed(Part(10, 1, 1, Bid(100, 1), Ask(101, 1)) with { SymbolId = 1 });

        TopOfBook other = rig.Feed(Timer());
        Assert.Equal(BookFlags.Present, other.Flags);
        Assert.Equal(BookFlags.Present | BookFlags.Live, rig.Feed(Timer(1)).Flags);
        Assert.Equal(BookFlags.None, rig.Feed(Timer(-1)).Flags);
    }

    private void GoLive(long sequence)
    {
        _rig.Feed(Part(sequence, 1, 1, Bid(100, 1), Ask(101, 1)));
        Assert.True(Book.IsLive);
    }

    private void AssertEveryIncrementIsCounted() =>
        Assert.Equal(Book.Counts.Level2, Book.Counts.Old + Book.Counts.Applied + Book.Pending.Kept + Book.Pending.Forgotten);

    private static IEnumerable<BookMessage[]> Interleavings(BookMessage[] left, BookMessage[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            yield return [.. left, .. right];
            yield break;
        }

        foreach (BookMessage[] rest in Interleavings(left[1..], right))
            yield return [left[0], .. rest];
        foreach (BookMessage[] rest in Interleavings(left, right[1..]))
            yield return [right[0], .. rest];
    }
}
