using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Book;

/// <summary>Path: stage 3, a decoded increment into its symbol's book.</summary>
/// <remarks>
/// Input: the increments of kucoin-2021 that its books applied, nine books of 230 to 1700 levels. They are applied in order, then taken back in reverse, so
/// that every round begins with the same books; one operation is one increment. A third of them has price 0 and moves the sequence only. Sequences are renumbered
/// as they go, which costs two stores.
/// Budget: 0 bytes and 100 ns.
/// A regression means that changes have moved away from the top of the ladder, or that the ladder got slower there.
/// </remarks>
public class BookUpdate
{
    // 3805 applied by the recording's own books, forth and back.
    private const int Operations = 2 * 3805;
    private readonly Update[] _updates = new Update[Operations];
    private readonly BookLevelChange[] _changes = new BookLevelChange[Operations];
    private BookBuilder[] _books = [];

    [GlobalSetup]
    public void Setup()
    {
        using var recorded = new RecordedMarketFrames(RecordingCatalog.KuCoin2021);
        _books = [.. Enumerable.Range(0, recorded.Instruments.Count).Select(_ => new BookBuilder())];
        TakeSnapshots(recorded);
        int applied = 0;
        for (long n = 0; n <= recorded.Last; n++)
        {
            ref Update update = ref recorded.Updates[n];
            if (update.Kind != UpdateKind.Level2 || update.SequenceEnd <= _books[update.SymbolId].Sequence)
                continue;
            Keep(update, recorded.Rows(n)[0], applied++);
        }

        if (applied != Operations / 2)
            throw new InvalidDataException($"{applied} increments were applied instead of {Operations / 2}.");
        for (int i = applied; i < Operations; i++)
            Apply(i);
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public long OnLevel2()
    {
        for (int i = 0; i < Operations; i++)
            Apply(i);
        return _books[0].Sequence;
    }

    // Every snapshot first: what came before it is in it.
    private void TakeSnapshots(RecordedMarketFrames recorded)
    {
        for (long n = 0; n <= recorded.Last; n++)
        {
            ref Update update = ref recorded.Updates[n];
            if (update.Kind == UpdateKind.SnapshotPart)
                _books[update.SymbolId].OnSnapshotPart(in update, recorded.Rows(n), 1);
        }
    }

    // The increment at its place, what takes it back at the mirrored one, and the books one step on.
    private void Keep(Update update, BookLevelChange change, int at)
    {
        BookBuilder book = _books[update.SymbolId];
        change.Sequence = 0;
        BookLevelChange back = change;
        back.SizeLots = SizeAt(change.Side == Side.Buy ? book.Bids : book.Asks, change.PriceTicks);
        (_updates[at], _changes[at]) = (update, change);
        (_updates[^(at + 1)], _changes[^(at + 1)]) = (update, back);
        Apply(at);
        if (!book.IsLive)
            throw new InvalidDataException($"The book {update.SymbolId} crossed at {update.SequenceEnd}.");
    }

    private void Apply(int i)
    {
        ref Update update = ref _updates[i];
        BookBuilder book = _books[update.SymbolId];
        update.SequenceStart = book.Sequence + 1;
        update.SequenceEnd = book.Sequence + 1;
        book.OnLevel2(in update, _changes.AsSpan(i, 1), 1);
    }

    private static long SizeAt(Ladder side, long priceTicks)
    {
        for (int depth = 0; depth < side.Count; depth++)
        {
            if (side[depth].PriceTicks == priceTicks)
                return side[depth].SizeLots;
        }

        return 0;
    }
}
