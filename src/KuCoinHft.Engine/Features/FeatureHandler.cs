using System.Buffers.Binary;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Features;

/// <summary>Why a frame of slow features was refused.</summary>
public enum SlowFeaturesFault : byte
{
    None,

    /// <summary>Not 8 bytes and then at least one whole float.</summary>
    Length,

    /// <summary>No such symbol.</summary>
    UnknownSymbol,

    /// <summary>Outside <see cref="FeatureSet.SlowFirst"/> to the vector's end.</summary>
    Range,

    /// <summary>A value is infinite or not a number.</summary>
    NotFinite,
}

/// <summary>Stage 4: windows over each symbol's book and trades, and the feature vector of every decision frame.</summary>
/// <remarks>
/// State follows every event; vectors are made on <see cref="UpdateKind.Timer"/> frames with a symbol alone, and every other frame's vector says None.
/// Ready needs <see cref="WarmNs"/> since the first live book; longer windows use what there is until they are full. Time is the frames' receive time.
/// Slow features stand in their symbol's vectors from the frame that brought them on, until the next; before the first they are 0.
/// Thread: the features worker. Errors: a bad slow frame is counted by reason and changes nothing.
/// </remarks>
public sealed class FeatureHandler : IEventHandler
{
    /// <summary>History that a vector needs to be Ready.</summary>
    public const long WarmNs = 10 * Nanos.PerSecond;

    private const double DayNs = 86400.0 * Nanos.PerSecond;

    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly ByteRing _bytes;
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly SymbolWindow[] _windows;
    private readonly int[] _partners;
    private readonly float[] _slow;
    private readonly long[] _slowFaults = new long[(int)SlowFeaturesFault.NotFinite + 1];

    /// <param name="partners">For each symbol its pair partner's id, or -1: its pair features are then 0.</param>
    /// <exception cref="ArgumentException">There is not one partner a symbol, or one is no symbol or the symbol itself.</exception>
    public FeatureHandler(
        RingColumn<Frame> frames,
        RingColumn<Update> updates,
        RingColumn<TopOfBook> tops,
        ByteRing bytes,
        RingColumn<FeatureVector> vectors,
        InstrumentTable instruments,
        int[] partners)
    {
        if (partners.Length != instruments.Count)
            throw new ArgumentException($"There are {instruments.Count} instruments but {partners.Length} partners; give each its partner's id or -1.", nameof(partners));
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] < -1 || partners[i] >= instruments.Count || partners[i] == i)
                throw new ArgumentException($"The partner of {instruments[i].Symbol} is {partners[i]}; it must be another instrument's id or -1.", nameof(partners));
        }

        _frames = frames;
        _updates = updates;
        _tops = tops;
        _bytes = bytes;
        _vectors = vectors;
        _partners = [.. partners];
        _windows = new SymbolWindow[instruments.Count];
        for (int i = 0; i < _windows.Length; i++)
            _windows[i] = new SymbolWindow();
        _slow = new float[instruments.Count * FeatureSet.SlowCount];
    }

    /// <summary>Frames of slow features that were taken.</summary>
    public long SlowTakenCount { get; private set; }

    /// <summary>Frames of slow features refused for <paramref name="fault"/>.</summary>
    public long SlowRefusedCount(SlowFeaturesFault fault) => _slowFaults[(int)fault];

    public void OnBatch(long first, long last)
    {
        for (long n = first; n <= last; n++)
            Handle(in _frames[n], in _updates[n], in _tops[n], ref _vectors[n]);
    }

    private void Handle(in Frame frame, in Update update, in TopOfBook top, ref FeatureVector vector)
    {
        vector.State = FeatureState.None;
        vector.SymbolId = update.SymbolId;
        if (update.Kind == UpdateKind.SlowFeatures)
            TakeSlow(in frame);
        if ((top.Flags & BookFlags.Present) == 0 || (uint)top.SymbolId >= (uint)_windows.Length)
            return;

        SymbolWindow window = _windows[top.SymbolId];
        window.Roll(frame.ReceiveNs);
        window.OnTop(in top, frame.ReceiveNs);
        if (update.Kind == UpdateKind.Match)
            window.OnTrade(update.Side, update.PriceTicks, update.SizeLots, frame.ReceiveNs);
        else if (update.Kind == UpdateKind.Timer)
            WriteVector(window, top.SymbolId, frame.ReceiveNs, ref vector);
    }

    private void WriteVector(SymbolWindow window, int symbolId, long receiveNs, ref FeatureVector vector)
    {
        vector.State = !window.Started ? FeatureState.Warming
            : !window.Usable ? FeatureState.Stale
            : receiveNs - window.StartNs < WarmNs ? FeatureState.Warming
            : FeatureState.Ready;
        vector.Values = default;
        if (vector.State != FeatureState.Ready)
            return;

        Span<float> values = vector.Values;
        BookFeatures.Write(window, values);
        double volatilityUnit = PriceFeatures.Write(window, values);
        FlowFeatures.Write(window, receiveNs, volatilityUnit, values);
        WritePair(window, _partners[symbolId], receiveNs, values);
        double day = 2 * Math.PI * (receiveNs % (long)DayNs / DayNs);
        values[(int)Feature.DaySin] = (float)Math.Sin(day);
        values[(int)Feature.DayCos] = (float)Math.Cos(day);
        _slow.AsSpan(symbolId * FeatureSet.SlowCount, FeatureSet.SlowCount).CopyTo(values[FeatureSet.SlowFirst..]);
    }

    private void WritePair(SymbolWindow window, int partnerId, long receiveNs, Span<float> values)
    {
        if (partnerId < 0)
            return;
        SymbolWindow partner = _windows[partnerId];
        partner.Roll(receiveNs);
        if (partner.Usable)
            PairFeatures.Write(window, partner, values);
    }

    private void TakeSlow(in Frame frame)
    {
        SlowFeaturesFault fault = TryTakeSlow(_bytes[frame.BytePosition, frame.Length]);
        if (fault == SlowFeaturesFault.None)
            SlowTakenCount++;
        else
            _slowFaults[(int)fault]++;
    }

    //  0        4        8                     8 + 4 x count
    // +--------+--------+---------------------+
    // | symbol | first  | float x count       |   little endian
    // +--------+--------+---------------------+
    private SlowFeaturesFault TryTakeSlow(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 12 || payload.Length % 4 != 0)
            return SlowFeaturesFault.Length;
        int symbolId = BinaryPrimitives.ReadInt32LittleEndian(payload);
        int first = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        ReadOnlySpan<byte> floats = payload[8..];
        int count = floats.Length / 4;
        if ((uint)symbolId >= (uint)_windows.Length)
            return SlowFeaturesFault.UnknownSymbol;
        if (first < FeatureSet.SlowFirst || first > Limits.FeaturesMax - count)
            return SlowFeaturesFault.Range;
        for (int i = 0; i < count; i++)
        {
            if (!float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(floats[(4 * i)..])))
                return SlowFeaturesFault.NotFinite;
        }

        int at = (symbolId * FeatureSet.SlowCount) + first - FeatureSet.SlowFirst;
        for (int i = 0; i < count; i++)
            _slow[at + i] = BinaryPrimitives.ReadSingleLittleEndian(floats[(4 * i)..]);
        return SlowFeaturesFault.None;
    }
}
