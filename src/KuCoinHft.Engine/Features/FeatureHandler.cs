using System.Buffers.Binary;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Features;

/// <summary>Stage 4: windows over each symbol's book and trades, and the feature vector of every decision frame.</summary>
/// <remarks>
/// State follows every event; vectors are made on <see cref="UpdateKind.Timer"/> frames with a symbol alone, and every other frame's vector says None.
/// Ready needs <see cref="WarmNs"/> since the first live book; longer windows use what there is until they are full. Time is the frames' receive time.
/// Long features also need <see cref="LongState.Ready"/> of the symbol's bars, and are 0 before; the vector says which.
/// Slow features stand in their symbol's vectors from the frame that brought them on, until the next; before the first they are 0.
/// Thread: the engine's worker.
/// </remarks>
public sealed class FeatureHandler : IStage
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
    private readonly BarWindow[] _bars;
    private readonly int[] _partners;
    private readonly float[] _slow;

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
        _bars = new BarWindow[instruments.Count];
        for (int i = 0; i < _windows.Length; i++)
            (_windows[i], _bars[i]) = (new SymbolWindow(), new BarWindow());
        _slow = new float[instruments.Count * FeatureSet.SlowCount];
    }

    public void OnFrame(long n) => Handle(in _frames[n], in _updates[n], in _tops[n], ref _vectors[n]);

    private void Handle(in Frame frame, in Update update, in TopOfBook top, ref FeatureVector vector)
    {
        vector.State = FeatureState.None;
        vector.SymbolId = update.SymbolId;
        if (update.Kind == UpdateKind.SlowFeatures)
            TakeSlow(in frame, in update);
        TakeBars(in frame, in update);
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
        vector.LongState = _bars[symbolId].StateAt(receiveNs);
        vector.Values = default;
        if (vector.State != FeatureState.Ready)
            return;

        Span<float> values = vector.Values;
        BookFeatures.Write(window, values);
        var sums = new WindowSums(window);
        double volatilityUnit = PriceFeatures.Write(window, in sums, values);
        FlowFeatures.Write(window, in sums, receiveNs, volatilityUnit, values);
        WritePair(window, _partners[symbolId], receiveNs, values);
        double day = 2 * Math.PI * (receiveNs % (long)DayNs / DayNs);
        values[(int)Feature.DaySin] = (float)Math.Sin(day);
        values[(int)Feature.DayCos] = (float)Math.Cos(day);
        if (vector.LongState == LongState.Ready)
            LongFeatures.Write(window, _bars[symbolId], values);
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

    // Bars follow trades and candles, with a book and without.
    private void TakeBars(in Frame frame, in Update update)
    {
        bool isFeed = frame.Source == FrameSource.Feed;
        if ((uint)update.SymbolId < (uint)_bars.Length)
        {
            BarWindow bars = _bars[update.SymbolId];
            bars.Roll(frame.ReceiveNs, isFeed);
            if (update.Kind == UpdateKind.Match)
                bars.OnTrade(update.PriceTicks, update.SizeLots);
            else if (update.Kind == UpdateKind.Candle)
                bars.OnCandle(in update, frame.ReceiveNs, isAnswer: frame.Source == FrameSource.Rest);
        }
        else if (update.Kind == UpdateKind.Welcome && isFeed)
        {
            foreach (BarWindow bars in _bars)
                bars.OnFeedStart(frame.ReceiveNs);
        }
    }

    // Decode has checked symbol, range and values.
    private void TakeSlow(in Frame frame, in Update update)
    {
        ReadOnlySpan<byte> floats = _bytes[frame.BytePosition, frame.Length][8..];
        int at = (update.SymbolId * FeatureSet.SlowCount) + update.Code - FeatureSet.SlowFirst;
        for (int i = 0; i < update.ChangeCount; i++)
            _slow[at + i] = BinaryPrimitives.ReadSingleLittleEndian(floats[(4 * i)..]);
    }
}
