using System.Text;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>One record as the tests compare it.</summary>
internal sealed record Row(long Sequence, long ReceiveNs, byte Source, JournalKind Kind, byte Detail, string PayloadHex);

/// <summary>Small journals.</summary>
internal static class JournalSamples
{
    public static readonly JournalHeader Frames = new() { Stream = JournalHeader.FramesStream, Session = "test", StartNs = 5 };

    public static readonly JournalHeader Actions = new() { Stream = JournalHeader.ActionsStream, Session = "test", StartNs = 5 };

    /// <summary>A stream of one segment.</summary>
    public static JournalWriter Writer(string stream, JournalHeader header, int capacityBytes = 1 << 20) => new(stream, header, new JournalWriterOptions(capacityBytes, capacityBytes));

    /// <summary>Writes frames of growing length into one segment and closes it.</summary>
    public static void WriteFrames(string stream, int count)
    {
        using JournalWriter writer = Writer(stream, Frames);
        AppendFrames(writer, count);
    }

    /// <summary>Writes frames of growing length into segments that hold some forty each, and closes them.</summary>
    public static void WriteSegments(string stream, int count)
    {
        using var writer = new JournalWriter(stream, Frames, new JournalWriterOptions(1 << 20, 2048));
        for (int n = 0; n < count; n++)
        {
            writer.Housekeep();
            AppendFrames(writer, 1, n);
        }
    }

    public static void AppendFrames(IJournalSink sink, int count, int first = 0)
    {
        for (int n = first; n < first + count; n++)
            Assert.True(sink.TryAppend(n, 1_000 + (10 * n), (byte)(1 + (n % 3)), JournalKind.Frame, (byte)(1 + (n % 2)), Encoding.UTF8.GetBytes($"{{\"n\":{n},\"pad\":\"{new string('x', n % 40)}\"}}")));
    }

    public static ActionRecord Action(long sequence, long priceTicks) => new()
    {
        Sequence = sequence, OrderKey = (sequence * 4) + 1, PriceTicks = priceTicks, SizeLots = 7, SymbolId = 1, Kind = ActionKind.NewOrder, Side = Side.Buy,
    };

    public static (List<Row> Rows, JournalEnd End) Read(string path)
    {
        using var reader = new JournalReader(path);
        List<Row> rows = Rest(reader);
        Assert.False(reader.MoveNext());
        Assert.Equal(rows.Count, reader.End.RecordCount);
        return (rows, reader.End);
    }

    /// <summary>Reads every intact record and names every damage between them.</summary>
    public static (List<Row> Rows, List<JournalEnd> Damage, JournalEnd End, long LostCount) ReadThrough(string path)
    {
        var rows = new List<Row>();
        var damage = new List<JournalEnd>();
        using var reader = new JournalReader(path);
        do
        {
            rows.AddRange(Rest(reader));
            if (!reader.End.IsComplete)
                damage.Add(reader.End);
        }
        while (reader.TryGoOn());
        return (rows, damage, reader.End, reader.LostCount);
    }

    /// <summary>Where the records of a segment begin, and where the last one ends: marks left out.</summary>
    public static List<long> Starts(string segment)
    {
        var starts = new List<long>();
        using var reader = new JournalReader(segment);
        while (reader.MoveNext())
            starts.Add(reader.Offset);
        int header = reader.Header!.Encode().Length;
        Assert.Equal(JournalEndKind.Clean, reader.End.Kind);
        byte[] bytes = File.ReadAllBytes(segment);
        Assert.Equal(JournalStatus.Whole, JournalRecord.TryDecode(bytes.AsSpan((int)starts[^1]), out _, out int length));
        starts.Add(starts[^1] + length);
        Assert.InRange(starts[0], header + 1, header + JournalMarks.BytesMax);
        return starts;
    }

    public static List<Row> Records(MemoryJournal journal)
    {
        var rows = new List<Row>();
        int offset = journal.HeaderBytes;
        while (journal.TryRead(ref offset, out JournalRecord record))
            rows.Add(RowOf(record));
        return rows;
    }

    private static Row RowOf(JournalRecord r) => new(r.Sequence, r.ReceiveNs, r.Source, r.Kind, r.Detail, Convert.ToHexString(r.Payload));

    private static List<Row> Rest(JournalReader reader)
    {
        var rows = new List<Row>();
        while (reader.MoveNext())
            rows.Add(RowOf(reader.Current));
        return rows;
    }
}
