using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A journal that prepares its next segment itself: in virtual time waiting costs nothing, and the session runs far ahead of any thread that makes files.</summary>
internal sealed class HousekeptJournal(JournalWriter writer) : IJournalSink
{
    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (writer.TryAppend(sequence, receiveNs, source, kind, detail, payload))
            return true;
        if (writer.Refusal != JournalRefusal.NextNotReady)
            return false;
        writer.Housekeep();
        return writer.TryAppend(sequence, receiveNs, source, kind, detail, payload);
    }
}
