using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Decode;

/// <summary>Frames of one topic as they lie in the engine's byte ring, and the decode stage over them.</summary>
internal sealed class FrameSet : IDisposable
{
    private readonly ByteRing _bytes = new(32 << 20);
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates = new();
    private readonly DecodeHandler _stage;

    /// <param name="total">Frames to lay out: the given ones again and again, each time in another order, so that no history foretells the next.</param>
    public FrameSet(IReadOnlyList<byte[]> frames, int total, InstrumentTable instruments)
    {
        var ring = new RingBuffer((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)total));
        _frames = new RingColumn<Frame>(ring);
        _stage = new DecodeHandler(_frames, _bytes, _updates, Changes, instruments, new CurrencyTable(instruments), new OrderKeys(1));
        var intake = new Intake(ring, _bytes, _frames, []);
        var random = new Random(1);
        byte[][] order = [.. frames];
        for (Count = 0; Count < total; Count++)
        {
            if (Count % order.Length == 0 && total > order.Length)
                random.Shuffle(order);
            if (!intake.TryPublish(FrameSource.Feed, FrameKind.Json, 1, order[Count % order.Length]))
                throw new InvalidDataException($"The ring has no room for {total} frames.");
        }
    }

    public int Count { get; }

    public FrameChanges Changes { get; } = new();

    /// <summary>Bytes of all frames.</summary>
    public long Bytes => Enumerable.Range(0, Count).Sum(n => (long)_frames[n].Length);

    /// <summary>What the platform's reader makes of all frames.</summary>
    public long ReadByJsonReader()
    {
        long sum = 0;
        for (int n = 0; n < Count; n++)
            sum += JsonReaderBaseline.Read(_bytes[_frames[n].BytePosition, _frames[n].Length]).Sequences;
        return sum;
    }

    /// <summary>What the stage makes of all frames.</summary>
    public long ReadByStage()
    {
        long sum = 0;
        for (int n = 0; n < Count; n++)
        {
            _stage.OnFrame(n);
            sum += _updates[0].SequenceEnd;
        }

        return sum;
    }

    /// <summary>That both find the same; a benchmark of two readers that find different things would compare nothing.</summary>
    /// <exception cref="InvalidDataException">A frame that they read differently.</exception>
    public void RequireSameAnswers(InstrumentTable instruments)
    {
        for (int n = 0; n < Count; n++)
        {
            _stage.OnFrame(n);
            ReadOnlySpan<byte> json = _bytes[_frames[n].BytePosition, _frames[n].Length];
            MarketFields theirs = JsonReaderBaseline.Read(json);
            if (!IsSame(theirs, _updates[0], instruments))
                throw new InvalidDataException($"The two readers disagree on {System.Text.Encoding.UTF8.GetString(json)}");
        }
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _bytes.Dispose();
    }

    private bool IsSame(MarketFields theirs, in Update ours, InstrumentTable instruments)
    {
        if (!theirs.IsMessage || ours.SymbolId < 0)
            return false;
        long prices = ours.PriceTicks + ours.AskTicks + ours.BidTicks;
        long sequences = ours.Kind == UpdateKind.Level2 ? ours.SequenceStart + ours.SequenceEnd : ours.SequenceEnd;
        long lots = ours.SizeLots + ours.AskLots + ours.BidLots;
        foreach (BookLevelChange change in Changes[ours.ChangeCount])
        {
            prices += change.PriceTicks;
            lots += change.SizeLots;
            sequences += change.Sequence;
        }

        Instrument instrument = instruments[ours.SymbolId];
        long timeNs = ours.Kind == UpdateKind.Match ? theirs.Time : theirs.Time * Nanos.PerMillisecond;
        // A size finer than a lot is cut, one lot for each at most.
        decimal cut = Math.Abs((theirs.Sizes * PowersOfTen.Long(instrument.SizeDecimals)) - lots);
        return prices == theirs.Prices * PowersOfTen.Long(instrument.PriceDecimals) && cut < 1 + (3 * theirs.Rows)
            && sequences == theirs.Sequences && timeNs == ours.ExchangeNs && theirs.Rows == ours.ChangeCount;
    }
}
