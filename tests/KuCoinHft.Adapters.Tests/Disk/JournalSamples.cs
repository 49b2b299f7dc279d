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

    /// <summary>Writes frames of growing length and closes the file.</summary>
    public static void WriteFrames(string path, int count)
    {
        using var file = new JournalFile(path, Frames, new JournalFileOptions(1 << 20, 0));
        AppendFrames(file, count);
    }

    public static void AppendFrames(IJournalSink sink, int count)
    {
        for (int n = 0; n < count; n++)
            Assert.True(sink.TryAppend(n, 1_000 + (10 * n), (byte)(1 + (n % 3)), JournalKind.Frame, (byte)(1 + (n % 2)), Encoding.UTF8.GetBytes($"{{\"n\":{n},\"pad\":\"{new string('x', n % 40)}\"}}")));
    }

    public static ActionRecord Action(long sequence, long priceTicks) => new()
    {
        Sequence = sequence, OrderKey = (sequence * 4) + 1, PriceTicks = priceTicks, SizeLots = 7, SymbolId = 1, Kind = ActionKind.NewOrder, Side = Side.Buy,
    };

    public static (List<Row> Rows, JournalEnd End) Read(string path)
    {
        var rows = new List<Row>();
        using var reader = new JournalReader(path);
        while (reader.MoveNext())
        {
            JournalRecord r = reader.Current;
            rows.Add(new Row(r.Sequence, r.ReceiveNs, r.Source, r.Kind, r.Detail, Convert.ToHexString(r.Payload)));
        }

        Assert.False(reader.MoveNext());
        Assert.Equal(rows.Count, reader.End.RecordCount);
        return (rows, reader.End);
    }
}
