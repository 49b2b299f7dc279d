using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Decode;

/// <summary>Path: stage 2, a level2 frame's bytes to sequences and changes.</summary>
/// <remarks>
/// Input: all 3853 level2 frames of kucoin-2021 as KuCoin sent them, about 220 bytes and one change each; one operation is one frame.
/// Budget: 0 bytes, and 1 microsecond for the whole stage.
/// A regression means that every book update of every symbol comes that much later; the ratio to the platform's reader, which finds the same fields but checks
/// less, tells it from a slow machine.
/// </remarks>
public class DecodeLevel2
{
    private const int Frames = 3853;
    private readonly FrameDecoder _decoder = new();
    private byte[][] _frames = [];
    private RingColumn<Frame>? _column;
    private RingColumn<Update>? _updates;
    private ByteRing? _bytes;
    private DecodeHandler? _stage;

    [GlobalSetup]
    public void Setup()
    {
        using var recorded = new RecordedMarketFrames(RecordingCatalog.KuCoin2021);
        _frames = recorded.FramesOf(UpdateKind.Level2);
        if (_frames.Length != Frames)
            throw new InvalidDataException($"{_frames.Length} level2 frames instead of {Frames}.");
        var ring = new RingBuffer(4096);
        _bytes = new ByteRing(4 << 20);
        _column = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        var instruments = new InstrumentTable(recorded.Recording.Instruments);
        _stage = new DecodeHandler(_column, _bytes, _updates, new FrameChanges(), instruments, new CurrencyTable(instruments), new OrderKeys(1));
        var intake = new Intake(ring, _bytes, _column, []);
        foreach (byte[] frame in _frames)
            intake.TryPublish(FrameSource.Feed, FrameKind.Json, 1, frame);
        RequireSameAnswers();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _column?.Dispose();
        _updates?.Dispose();
        _bytes?.Dispose();
    }

    /// <summary>System.Text.Json's forward reader, with the same fields parsed and nothing else checked.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public long JsonReader()
    {
        long sum = 0;
        foreach (byte[] frame in _frames)
            sum += Utf8JsonLevel2.Read(frame).SequenceEnd;
        return sum;
    }

    /// <summary>Our decoder: UTF-8 and JSON checked to the last byte, duplicates refused, exact decimals.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public long Decoder()
    {
        long sum = 0;
        foreach (byte[] frame in _frames)
        {
            _decoder.Decode(frame);
            sum += _decoder.Frame[Field.SequenceEnd].Number;
        }

        return sum;
    }

    /// <summary>The whole stage: the decoder, the symbol's number, and prices and sizes in ticks and lots.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public void Stage()
    {
        for (long n = 0; n < Frames; n++)
            _stage!.OnFrame(n);
    }

    // A benchmark of two readers that find different things would compare nothing.
    private void RequireSameAnswers()
    {
        foreach (byte[] frame in _frames)
        {
            Level2Fields theirs = Utf8JsonLevel2.Read(frame);
            bool isSame = _decoder.Decode(frame)
                && _decoder.Frame[Field.SequenceStart].Number == theirs.SequenceStart
                && _decoder.Frame[Field.SequenceEnd].Number == theirs.SequenceEnd
                && _decoder.Frame.Levels.Length == theirs.ChangeCount
                && _decoder.Frame.Levels[0].Price.ToString() == $"{theirs.LastPrice:0.##################}"
                && _decoder.Frame.Levels[0].Size.ToString() == $"{theirs.LastSize:0.##################}";
            if (!isSame)
                throw new InvalidDataException($"The two readers disagree on {System.Text.Encoding.UTF8.GetString(frame)}");
        }
    }
}
