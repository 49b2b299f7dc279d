namespace KuCoinHft.Engine.Journal;

/// <summary>Keeps nothing: runs whose frames are a recording anyway.</summary>
public sealed class NoJournal : IJournalSink
{
    public static readonly NoJournal Instance = new();

    private NoJournal()
    {
    }

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload) => true;
}
