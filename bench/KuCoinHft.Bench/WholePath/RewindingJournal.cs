using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Bench.WholePath;

/// <summary>Encodes every record as a file would get it, and begins anew when its buffer is full: the journal's work without its disk.</summary>
internal sealed class RewindingJournal : IJournalSink
{
    private readonly byte[] _bytes = new byte[1 << 20];
    private int _used;

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (!JournalRecord.TryEncode(_bytes.AsSpan(_used), sequence, receiveNs, source, kind, detail, payload, out int length))
        {
            _used = 0;
            if (!JournalRecord.TryEncode(_bytes, sequence, receiveNs, source, kind, detail, payload, out length))
                return false;
        }

        _used += length;
        return true;
    }
}
