using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.Disk;

/// <summary>One journal stream read from end to end: what it holds, and every damage in it.</summary>
/// <remarks>Cold. Records behind a damage are read and counted too.</remarks>
public sealed class JournalSurvey
{
    private readonly List<JournalEnd> _damage = [];
    private readonly SortedDictionary<string, long> _kinds = new(StringComparer.Ordinal);

    // False for the first record and behind a damage, where a jump of the sequence is no news.
    private bool _isContinued;

    /// <exception cref="IOException">There is no such stream, or it cannot be opened.</exception>
    public JournalSurvey(string stream)
    {
        using var reader = new JournalReader(stream);
        do
        {
            while (reader.MoveNext())
                Take(reader, reader.Current);
            if (!reader.End.IsComplete)
                _damage.Add(reader.End);
            _isContinued = false;
        }
        while (reader.TryGoOn());
        Header = reader.Header;
        SegmentCount = reader.SegmentCount;
        LostCount = reader.LostCount;
        End = reader.End;
    }

    public JournalHeader? Header { get; }

    /// <summary>Segments that were opened; the one that stands prepared for a writer is one of them.</summary>
    public int SegmentCount { get; }

    /// <summary>Bytes of all records' payloads.</summary>
    public long PayloadBytes { get; private set; }

    public long RecordCount { get; private set; }

    /// <summary>Records that the segments' marks count and that could not be read; what a cut at the very end cost nobody knows.</summary>
    public long LostCount { get; }

    /// <summary>Sequence of the first record, or -1.</summary>
    public long FirstSequence { get; private set; } = -1;

    public long LastSequence { get; private set; } = -1;

    public long FirstNs { get; private set; }

    public long LastNs { get; private set; }

    /// <summary>The longest time between two records that follow each other.</summary>
    public long SilenceNsMax { get; private set; }

    /// <summary>Records by what they are: kind, and source and frame kind, action, or reason.</summary>
    public IReadOnlyDictionary<string, long> Kinds => _kinds;

    /// <summary>Every place where something is missing or damaged, in order.</summary>
    public IReadOnlyList<JournalEnd> Damage => _damage;

    /// <summary>How the last segment ends.</summary>
    public JournalEnd End { get; }

    /// <summary>What a record is, in names.</summary>
    public static string KindOf(JournalRecord record) => record.Kind switch
    {
        JournalKind.Frame => $"Frame {(FrameSource)record.Source} {(FrameKind)record.Detail}",
        JournalKind.Action => $"Action {(ActionKind)record.Detail}",
        _ => $"Decision {(DecisionReason)record.Detail}",
    };

    private void Take(JournalReader reader, JournalRecord record)
    {
        if (_isContinued)
        {
            SilenceNsMax = Math.Max(SilenceNsMax, record.ReceiveNs - LastNs);
            string? fault = Fault(reader.Header!.Stream, record);
            if (fault is not null)
                _damage.Add(new JournalEnd(JournalEndKind.Gap, Path.GetFileName(reader.SegmentPath), reader.Offset, RecordCount, LastSequence, fault));
        }

        if (RecordCount == 0)
            (FirstSequence, FirstNs) = (record.Sequence, record.ReceiveNs);
        (LastSequence, LastNs) = (record.Sequence, record.ReceiveNs);
        RecordCount++;
        PayloadBytes += record.Payload.Length;
        string kind = KindOf(record);
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        _isContinued = true;
    }

    // Intake numbers frames without a hole; decisions and actions carry the number of their frame.
    private string? Fault(string stream, JournalRecord record)
    {
        if (stream == JournalHeader.FramesStream && record.Sequence != LastSequence + 1)
            return $"the frame of sequence {record.Sequence} follows";
        return record.Sequence < LastSequence ? $"the record of sequence {record.Sequence} follows" : null;
    }
}
