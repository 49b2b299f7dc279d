using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Book;

/// <summary>Increments that wait for a snapshot, in order of arrival.</summary>
/// <remarks>
/// What if full: everything is forgotten and counted; the snapshot that comes is then older than the first increment kept, and a newer one is asked for.
/// Thread: the engine's worker.
/// </remarks>
internal sealed class PendingUpdates
{
    private readonly Entry[] _entries;
    private readonly BookLevelChange[] _changes;
    private int _changeCount;

    public PendingUpdates(int entriesMax, int changesMax)
    {
        _entries = new Entry[entriesMax];
        _changes = new BookLevelChange[changesMax];
    }

    public int Count { get; private set; }

    /// <summary>Increments forgotten because there was no room.</summary>
    public long ForgottenCount { get; private set; }

    public ref readonly Entry this[int index] => ref _entries[index];

    public ReadOnlySpan<BookLevelChange> Changes(in Entry entry) => _changes.AsSpan(entry.ChangeFirst, entry.ChangeCount);

    public void Clear()
    {
        Count = 0;
        _changeCount = 0;
    }

    public void Add(in Update update, ReadOnlySpan<BookLevelChange> changes)
    {
        if (Count == _entries.Length || _changeCount + changes.Length > _changes.Length)
        {
            ForgottenCount += Count;
            Clear();
            if (changes.Length > _changes.Length)
            {
                ForgottenCount++;
                return;
            }
        }

        changes.CopyTo(_changes.AsSpan(_changeCount));
        _entries[Count++] = new Entry
        {
            SequenceStart = update.SequenceStart,
            SequenceEnd = update.SequenceEnd,
            ExchangeNs = update.ExchangeNs,
            ChangeFirst = _changeCount,
            ChangeCount = changes.Length,
        };
        _changeCount += changes.Length;
    }

    /// <summary>Forgets the first <paramref name="count"/> entries; their changes stay in place until the next <see cref="Clear"/>.</summary>
    public void RemoveFirst(int count)
    {
        if (count == Count)
        {
            Clear();
            return;
        }

        Array.Copy(_entries, count, _entries, 0, Count - count);
        Count -= count;
    }

    public struct Entry
    {
        public long SequenceStart;
        public long SequenceEnd;
        public long ExchangeNs;
        public int ChangeFirst;
        public int ChangeCount;
    }
}
