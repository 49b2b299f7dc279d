using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Research.Trace;

/// <summary>Encodes records as a journal does, into memory that the next frame's take again.</summary>
internal sealed class ScratchJournal : IJournalSink
{
    private readonly byte[] _bytes = new byte[2 * (JournalRecord.OverheadBytesMax + JournalRecord.PayloadBytesMax)];
    private long _sequence = -1;
    private int _used;

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (sequence != _sequence)
            (_sequence, _used) = (sequence, 0);
        bool isKept = JournalRecord.TryEncode(_bytes.AsSpan(_used), sequence, receiveNs, source, kind, detail, payload, out int length);
        _used += length;
        return isKept;
    }

    /// <summary>The records of frame <paramref name="sequence"/>, which is the last; empty when it has none.</summary>
    public Outcome Read(long sequence)
    {
        var outcome = new Outcome();
        ReadOnlySpan<byte> rest = _bytes.AsSpan(0, sequence == _sequence ? _used : 0);
        while (JournalRecord.TryDecode(rest, out JournalRecord record, out int length) == JournalStatus.Whole)
        {
            outcome.Add(record);
            rest = rest[length..];
        }

        return outcome;
    }
}
