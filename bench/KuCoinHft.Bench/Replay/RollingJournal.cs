using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Bench.Replay;

/// <summary>A journal that begins anew where it is full: records are written as ever, and as many as one likes.</summary>
internal sealed class RollingJournal(int capacityBytes) : IJournalSink
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(capacityBytes, pinned: true);
    private int _used;

    public long DecisionCount { get; private set; }

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (_bytes.Length - _used < JournalRecord.OverheadBytesMax + payload.Length)
            _used = 0;
        if (!JournalRecord.TryEncode(_bytes.AsSpan(_used), sequence, receiveNs, source, kind, detail, payload, out int length))
            return false;
        _used += length;
        DecisionCount += kind == JournalKind.Decision ? 1 : 0;
        return true;
    }
}
