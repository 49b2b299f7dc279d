using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>KuCoin's own frames and books, byte for byte as they were received.</summary>
/// <remarks>
/// Frames are not checked: a malformed one comes out as it was recorded. Several files are merged by time of receipt; a file's own order is kept.
/// Form: <see cref="KuCoinLine"/>. Errors: <see cref="RecordingException"/> when opened.
/// </remarks>
public sealed class KuCoinRecording : Recording
{
    private readonly IReadOnlyList<string> _paths;

    private KuCoinRecording(string name, IReadOnlyList<string> paths, IReadOnlyList<Instrument> instruments)
    {
        Name = name;
        Instruments = instruments;
        _paths = paths;
    }

    public override string Name { get; }

    public override IReadOnlyList<Instrument> Instruments { get; }

    public override IEnumerable<RecordedEvent> Read()
    {
        var memory = new EventMemory();
        foreach ((_, TimedLine line) in MergedLines.Read(_paths, KuCoinLine.Parse))
        {
            if (line.Kind == LineKind.Frame)
                yield return new RecordedEvent(line.TimeNs, RecordedKind.Frame, null, memory.Keep(line.Json.Span));
            else if (line.Kind == LineKind.Snapshot && KuCoinScan.IsSuccess(line.Json.Span))
                yield return new RecordedEvent(line.TimeNs, RecordedKind.Snapshot, line.Symbol, memory.Keep(line.Json.Span));
        }
    }

    internal static KuCoinRecording Open(string name, IReadOnlyList<string> paths, Func<SymbolList> shippedList)
    {
        var scan = new KuCoinScan();
        scan.Read(paths);
        if (scan.Frames == 0)
            throw new RecordingException($"{name} holds no received frame, only books or lists; give the file with the \"<unix seconds>: {{…}}\" lines too.");
        IReadOnlyList<Instrument> instruments = scan.Instruments(shippedList);
        if (instruments.Count == 0)
            throw new RecordingException($"{name} holds no frame of any pair: no topic such as /market/level2:BTC-USDT occurs in it.");
        return new KuCoinRecording(name, paths, instruments);
    }
}
