using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>The features stage on its columns, fed with events.</summary>
public sealed class FeatureRig : IDisposable
{
    public const int Capacity = 128;

    private readonly ByteRing _bytes = new(1 << 16);
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly RingColumn<FeatureVector> _vectors;
    private long _next;

    public FeatureRig(params int[] partners)
    {
        var ring = new RingBuffer(Capacity);
        _frames = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        _tops = new RingColumn<TopOfBook>(ring);
        _vectors = new RingColumn<FeatureVector>(ring);
        Handler = new FeatureHandler(_frames, _updates, _tops, _bytes, _vectors, Instruments(partners.Length), partners);
    }

    public FeatureHandler Handler { get; }

    public static InstrumentTable Instruments(int count) => new(
        [.. Enumerable.Range(0, count).Select(id => new Instrument
        {
            Id = id,
            Symbol = $"S{id}-USDT",
            BaseCurrency = $"S{id}",
            QuoteCurrency = "USDT",
            PriceDecimals = 2,
            SizeDecimals = 4,
            IsMarginEnabled = true,
        })]);

    public static byte[] BytesOf(FeatureVector vector) => MemoryMarshal.AsBytes(new ReadOnlySpan<FeatureVector>(in vector)).ToArray();

    public static float Value(in FeatureVector vector, Feature feature) => vector.Values[(int)feature];

    /// <summary>Writes one event's columns at the next sequence and handles it.</summary>
    public FeatureVector Feed(in MarketEvent input)
    {
        Write(in input);
        Handler.OnFrame(_next - 1);
        return _vectors[_next - 1];
    }

    /// <summary>Handles the events in batches of <paramref name="batch"/> and returns every vector.</summary>
    public List<FeatureVector> Feed(IReadOnlyList<MarketEvent> inputs, int batch)
    {
        var vectors = new List<FeatureVector>(inputs.Count);
        for (int first = 0; first < inputs.Count; first += batch)
        {
            int count = Math.Min(batch, inputs.Count - first);
            for (int i = 0; i < count; i++)
                Write(inputs[first + i]);
            Handler.OnFrames(_next - count, _next - 1);
            for (int i = 0; i < count; i++)
                vectors.Add(_vectors[_next - count + i]);
        }

        return vectors;
    }

    /// <summary>Bytes that the current thread allocates while the events are handled one by one.</summary>
    public long BytesAllocatedBy(MarketEvent[] inputs, bool leak = false)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ref MarketEvent input in inputs.AsSpan())
        {
            Write(in input);
            Handler.OnFrame(_next - 1);
        }

        if (leak)
            Leak();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _tops.Dispose();
        _vectors.Dispose();
        _bytes.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak() => GC.KeepAlive(new byte[1]);

    private void Write(in MarketEvent input)
    {
        ref Frame frame = ref _frames[_next];
        frame = new Frame { ReceiveNs = input.ReceiveNs, Source = input.Source };
        if (input.Bytes is { } bytes)
        {
            Assert.True(_bytes.TryClaim(bytes.Length, out frame.BytePosition));
            frame.Length = bytes.Length;
            bytes.CopyTo(_bytes[frame.BytePosition, bytes.Length]);
        }

        _updates[_next] = input.Update;
        _tops[_next] = input.Top;
        _next++;
    }
}
