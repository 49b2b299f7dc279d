using System.Buffers;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Adapters.Disk;

/// <summary>All actions of an actions stream, to compare one run with another.</summary>
/// <remarks>Cold: the whole stream is held in memory.</remarks>
public sealed class JournalActionsReader
{
    private readonly List<ActionRecord> _actions = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <param name="path">A journal's folder, its stream of actions, or one segment of it.</param>
    /// <exception cref="IOException">There is no such journal, or it cannot be opened.</exception>
    public JournalActionsReader(string path)
    {
        using var reader = new JournalReader(JournalFolder.StreamOf(path, JournalHeader.ActionsStream));
        Header = reader.Header;
        while (reader.MoveNext())
        {
            JournalRecord record = reader.Current;
            if (record.Kind == JournalKind.Decision)
                DecisionCount++;
            if (record.Kind != JournalKind.Action)
                continue;
            _bytes.Write(record.Payload);
            if (JournalActions.TryDecode(record.Payload, out ActionRecord action))
                _actions.Add(action);
            else
                UnreadableCount++;
        }

        End = reader.End;
    }

    public JournalHeader? Header { get; }

    /// <summary>The actions in the order they were written.</summary>
    public IReadOnlyList<ActionRecord> Actions => _actions;

    /// <summary>The payloads of all actions, one after another: equal runs give equal bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public int DecisionCount { get; }

    /// <summary>Actions whose payload is not one of this format.</summary>
    public int UnreadableCount { get; }

    /// <summary>How the stream ended; anything but complete means that actions may be missing here.</summary>
    public JournalEnd End { get; }
}
