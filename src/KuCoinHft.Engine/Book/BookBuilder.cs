using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Book;

/// <summary>Keeps one symbol's book from snapshot parts and increments.</summary>
/// <remarks>
/// Until a snapshot has come, and again after a gap, increments are kept aside; they are applied on top of the snapshot by KuCoin's
/// calibration rule. Source: KuCoin API documentation, "Level-2 market data, calibration".
/// Thread: the engine's worker. No allocation after construction.
/// </remarks>
public sealed class BookBuilder
{
    private const long SnapshotPatienceNs = 2 * Nanos.PerSecond;
    private readonly PendingUpdates _pending = new(Limits.PendingUpdatesMax, Limits.PendingChangesMax);
    private long _snapshotSequence;
    private long _snapshotNs;
    private long _abandonedSequence;
    private long _receivedSequence;
    private short _partsExpected;
    private short _partsTaken;
    private long _wantedNs;
    private bool _isWanted;

    public Ladder Bids { get; } = new(Side.Buy, Limits.BookLevelsMax);

    public Ladder Asks { get; } = new(Side.Sell, Limits.BookLevelsMax);

    /// <summary>Calibrated, with no gap since.</summary>
    public bool IsLive { get; private set; }

    /// <summary>The last sequence applied.</summary>
    public long Sequence { get; private set; }

    /// <summary>Exchange's time of the last change.</summary>
    public long ExchangeNs { get; private set; }

    /// <summary>What became of the frames.</summary>
    public BookCounts Counts { get; } = new();

    /// <summary>Increments now kept aside, and those forgotten for lack of room.</summary>
    public (int Kept, long Forgotten) Pending => (_pending.Count, _pending.ForgottenCount);

    /// <summary>Takes one increment.</summary>
    public BookFlags OnLevel2(in Update update, ReadOnlySpan<BookLevelChange> changes, long nowNs)
    {
        Counts.Level2++;
        _receivedSequence = Math.Max(_receivedSequence, update.SequenceEnd);
        if (!IsLive)
        {
            _pending.Add(in update, changes);
            return Want(nowNs);
        }

        if (update.SequenceEnd <= Sequence)
        {
            Counts.Old++;
            return BookFlags.None;
        }

        if (update.SequenceStart > Sequence + 1)
            return OnGap(in update, changes, nowNs);
        bool isTop = Apply(changes, update.SequenceEnd, update.ExchangeNs);
        return AfterApply(isTop, nowNs);
    }

    /// <summary>Takes one part of a snapshot.</summary>
    public BookFlags OnSnapshotPart(in Update update, ReadOnlySpan<BookLevelChange> changes, long nowNs)
    {
        if (IsLive)
        {
            Counts.SnapshotPartsUnneeded++;
            return BookFlags.None;
        }

        if (update.Part == 1)
            BeginSnapshot(in update);
        else if (_partsExpected == 0 && update.SequenceEnd == _abandonedSequence)
            return OnLatePart(nowNs);
        else if (update.SequenceEnd != _snapshotSequence || update.Part != _partsTaken + 1 || update.Parts != _partsExpected)
            return AbandonSnapshot(update.SequenceEnd, nowNs);
        foreach (ref readonly BookLevelChange change in changes)
            SideOf(change.Side).Set(change.PriceTicks, change.SizeLots);
        _partsTaken = update.Part;
        return _partsTaken == _partsExpected ? FinishSnapshot(nowNs) : BookFlags.None;
    }

    /// <summary>Asks again for a snapshot that has not come.</summary>
    public BookFlags OnTimer(long nowNs)
    {
        if (IsLive || !_isWanted || nowNs - _wantedNs < SnapshotPatienceNs)
            return BookFlags.None;
        _isWanted = false;
        return Want(nowNs);
    }

    private void BeginSnapshot(in Update update)
    {
        Bids.Clear();
        Asks.Clear();
        _snapshotSequence = update.SequenceEnd;
        _snapshotNs = update.ExchangeNs;
        _partsExpected = update.Parts;
        _partsTaken = 0;
    }

    // The rest of a snapshot that is no use any more: asking again for each of its parts would be a storm of requests.
    private BookFlags OnLatePart(long nowNs)
    {
        Counts.SnapshotPartsLate++;
        return Want(nowNs);
    }

    private BookFlags AbandonSnapshot(long sequence, long nowNs)
    {
        Counts.SnapshotsAbandoned++;
        _abandonedSequence = sequence;
        _partsExpected = 0;
        _partsTaken = 0;
        _snapshotSequence = 0;
        _isWanted = false;
        return Want(nowNs);
    }

    private BookFlags FinishSnapshot(long nowNs)
    {
        _partsExpected = 0;
        Sequence = _snapshotSequence;
        ExchangeNs = _snapshotNs;
        for (int i = 0; i < _pending.Count; i++)
        {
            ref readonly PendingUpdates.Entry entry = ref _pending[i];
            if (entry.SequenceEnd <= Sequence)
            {
                Counts.Old++;
                continue;
            }

            if (entry.SequenceStart > Sequence + 1)
                return OnSnapshotTooOld(i, nowNs);
            Apply(_pending.Changes(in entry), entry.SequenceEnd, entry.ExchangeNs);
        }

        // What came after the snapshot was forgotten, or stood in the crossed book that it replaces.
        if (Sequence < _receivedSequence)
            return OnSnapshotTooOld(_pending.Count, nowNs);
        _pending.Clear();
        _isWanted = false;
        IsLive = true;
        Counts.Synced++;
        return AfterApply(isTop: true, nowNs) | BookFlags.Synced;
    }

    // The snapshot ends before the first increment that is missing or kept begins: what was decided already is dropped, the rest waits for a newer one.
    private BookFlags OnSnapshotTooOld(int decided, long nowNs)
    {
        Counts.SnapshotsTooOld++;
        _pending.RemoveFirst(decided);
        _isWanted = false;
        return Want(nowNs);
    }

    private BookFlags OnGap(in Update update, ReadOnlySpan<BookLevelChange> changes, long nowNs)
    {
        Counts.Gaps++;
        IsLive = false;
        _pending.Add(in update, changes);
        return BookFlags.Gap | Want(nowNs);
    }

    // A crossed book is a wrong book, whatever the sequence says.
    private BookFlags AfterApply(bool isTop, long nowNs)
    {
        if (Bids.Count > 0 && Asks.Count > 0 && Bids.BestTicks >= Asks.BestTicks)
        {
            Counts.Crossed++;
            IsLive = false;
            return Want(nowNs);
        }

        return isTop ? BookFlags.TopChanged : BookFlags.None;
    }

    private bool Apply(ReadOnlySpan<BookLevelChange> changes, long sequenceEnd, long exchangeNs)
    {
        bool isTop = false;
        foreach (ref readonly BookLevelChange change in changes)
        {
            // Price 0 says only that the sequence moved; a row up to the snapshot's sequence is already in it.
            if (change.PriceTicks == 0 || (change.Sequence != 0 && change.Sequence <= Sequence))
                continue;
            int depth = SideOf(change.Side).Set(change.PriceTicks, change.SizeLots);
            isTop |= (uint)depth < Limits.TopLevels;
        }

        Counts.Applied++;
        Sequence = sequenceEnd;
        ExchangeNs = exchangeNs;
        return isTop;
    }

    private BookFlags Want(long nowNs)
    {
        if (_isWanted)
            return BookFlags.None;
        _isWanted = true;
        _wantedNs = nowNs;
        Counts.SnapshotsWanted++;
        return BookFlags.WantsSnapshot;
    }

    private Ladder SideOf(Side side) => side == Side.Buy ? Bids : Asks;
}
