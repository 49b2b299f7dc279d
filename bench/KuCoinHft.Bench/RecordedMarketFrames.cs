using System.Buffers.Binary;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench;

/// <summary>The first frames of a shipped recording, decoded, with their books and windows, in columns that hold all of them at once.</summary>
/// <remarks>The engine's own stages made the columns, once, before anything is measured; decision frames stand between them every 100 ms as in a session.</remarks>
internal sealed class RecordedMarketFrames : IDisposable
{
    /// <summary>Slots of the columns, hence the most frames.</summary>
    public const int FramesMax = 8192;

    private const long TimerPeriodNs = 100 * Nanos.PerMillisecond;
    private readonly RingBuffer _ring = new(FramesMax);
    private readonly ByteRing _bytes = new(16 << 20);
    private readonly Intake _intake;
    private readonly BookLevelChange[][] _rows = new BookLevelChange[FramesMax][];
    private long _dueNs;

    /// <summary>Reads the recording until it ends or the columns are full.</summary>
    public RecordedMarketFrames(string recordingName)
    {
        Recording = RecordingCatalog.Open(recordingName);
        Instruments = new InstrumentTable(Recording.Instruments);
        Frames = new RingColumn<Frame>(_ring);
        Updates = new RingColumn<Update>(_ring);
        Tops = new RingColumn<TopOfBook>(_ring);
        Vectors = new RingColumn<FeatureVector>(_ring);
        Decode = new DecodeHandler(Frames, _bytes, Updates, Changes, Instruments, new CurrencyTable(Instruments), new OrderKeys(1));
        Books = new BookHandler(Frames, Updates, Changes, Tops, Instruments);
        Features = new FeatureHandler(Frames, Updates, Tops, _bytes, Vectors, Instruments, PairTable.Of(Recording.Instruments));
        _intake = new Intake(_ring, _bytes, Frames, []);
        foreach (RecordedEvent recorded in Recording.Read())
        {
            if (!TryTake(in recorded))
                break;
        }

        for (long n = 0; n <= Last; n++)
        {
            Decode.OnFrame(n);
            _rows[n] = Changes[Updates[n].Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart ? Updates[n].ChangeCount : 0].ToArray();
            Books.OnFrame(n);
            Features.OnFrame(n);
        }
    }

    public Recording Recording { get; }

    public InstrumentTable Instruments { get; }

    /// <summary>Index of the last frame; the first is 0.</summary>
    public long Last => _ring.Cursor.Value;

    public RingColumn<Frame> Frames { get; }

    public RingColumn<Update> Updates { get; }

    public RingColumn<TopOfBook> Tops { get; }

    public RingColumn<FeatureVector> Vectors { get; }

    public FrameChanges Changes { get; } = new();

    public DecodeHandler Decode { get; }

    public BookHandler Books { get; }

    public FeatureHandler Features { get; }

    /// <summary>The bytes of frame <paramref name="n"/>.</summary>
    public ReadOnlySpan<byte> Bytes(long n) => _bytes[Frames[n].BytePosition, Frames[n].Length];

    /// <summary>The level changes of frame <paramref name="n"/>.</summary>
    public ReadOnlySpan<BookLevelChange> Rows(long n) => _rows[n];

    /// <summary>Copies of the frames that decoded to <paramref name="kind"/>.</summary>
    public byte[][] FramesOf(UpdateKind kind)
    {
        var frames = new List<byte[]>();
        for (long n = 0; n <= Last; n++)
        {
            if (Updates[n].Kind == kind)
                frames.Add(Bytes(n).ToArray());
        }

        return [.. frames];
    }

    /// <summary>Index of the last decision frame whose vector is ready.</summary>
    public long LastReadyVector()
    {
        for (long n = Last; n >= 0; n--)
        {
            if (Vectors[n].State == FeatureState.Ready)
                return n;
        }

        throw new InvalidDataException($"No vector in the first {FramesMax} frames of {Recording.Name} is ready.");
    }

    public void Dispose()
    {
        Frames.Dispose();
        Updates.Dispose();
        Tops.Dispose();
        Vectors.Dispose();
        _bytes.Dispose();
    }

    private bool TryTake(in RecordedEvent recorded)
    {
        _dueNs = _dueNs == 0 ? recorded.ReceiveNs : _dueNs;
        Span<byte> timer = stackalloc byte[8];
        for (; _dueNs <= recorded.ReceiveNs; _dueNs += TimerPeriodNs)
        {
            for (int symbolId = 0; symbolId < Instruments.Count; symbolId++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(timer, symbolId);
                if (!TryPublish(FrameSource.Timer, FrameKind.Timer, _dueNs, timer))
                    return false;
            }
        }

        if (recorded.Kind == RecordedKind.Frame)
            return TryPublish(FrameSource.Feed, FrameKind.Json, recorded.ReceiveNs, recorded.Json.Span);
        foreach (byte[] part in SnapshotParts.Cut(recorded.Json.Span, recorded.Symbol!))
        {
            if (!TryPublish(FrameSource.Rest, FrameKind.Snapshot, recorded.ReceiveNs, part))
                return false;
        }

        return true;
    }

    private bool TryPublish(FrameSource source, FrameKind kind, long receiveNs, ReadOnlySpan<byte> bytes) =>
        Last < FramesMax - 1 && _intake.TryPublish(source, kind, receiveNs, bytes);
}
