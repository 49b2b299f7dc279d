using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Research.Trace;

/// <summary>The actions stream frame by frame, beside the frames.</summary>
internal sealed class RecordedOutcomes(SessionJournal journal) : IDisposable
{
    private readonly JournalReader _reader = journal.OpenActions();
    private bool _isHeld;

    /// <summary>What the session made of frame <paramref name="sequence"/>; sequences must grow.</summary>
    public Outcome At(long sequence)
    {
        var outcome = new Outcome();
        while (TryHold() && _reader.Current.Sequence <= sequence)
        {
            if (_reader.Current.Sequence == sequence)
                outcome.Add(_reader.Current);
            _isHeld = false;
        }

        // A stream that its writer closed is whole: what it does not hold was not there.
        outcome.IsKnown = _isHeld || _reader.End.Kind == JournalEndKind.Clean;
        return outcome;
    }

    public void Dispose() => _reader.Dispose();

    private bool TryHold() => _isHeld = _isHeld || _reader.MoveNext();
}
