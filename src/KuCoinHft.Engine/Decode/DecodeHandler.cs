using System.Buffers.Binary;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Decode;

/// <summary>Stage 2: frames into updates, prices in ticks and sizes in lots.</summary>
/// <remarks>
/// A frame that is not understood becomes kind Bad with a reason and is counted; the frame after it is read as if it had not been.
/// Thread: the engine's worker. Allocates at construction only.
/// </remarks>
public sealed class DecodeHandler : IStage
{
    private readonly RingColumn<Frame> _frames;
    private readonly ByteRing _bytes;
    private readonly RingColumn<Update> _updates;
    private readonly FrameChanges _changes;
    private readonly UpdateMaker _maker;
    private readonly MarketFastPath _fast;
    private readonly FrameDecoder _decoder = new();
    private readonly int _symbols;

    public DecodeHandler(
        RingColumn<Frame> frames,
        ByteRing bytes,
        RingColumn<Update> updates,
        FrameChanges changes,
        InstrumentTable instruments,
        CurrencyTable currencies,
        OrderKeys keys)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        _frames = frames;
        _bytes = bytes;
        _updates = updates;
        _changes = changes;
        _fast = new MarketFastPath(instruments, changes);
        _maker = new UpdateMaker(instruments, currencies, keys);
        _symbols = instruments.Count;
    }

    /// <summary>Frames so far by <see cref="UpdateKind"/>. One writer: the engine's worker.</summary>
    public long[] KindCounts { get; } = new long[(int)UpdateKind.Fill + 1];

    /// <summary>Refused frames so far by <see cref="BadReason"/>. One writer: the engine's worker.</summary>
    public long[] BadCounts { get; } = new long[(int)BadReason.WrongShape + 1];

    /// <summary>Frames so far that the fast path took. One writer: the engine's worker.</summary>
    public long FastCount { get; private set; }

    public void OnFrame(long n)
    {
        ref Frame frame = ref _frames[n];
        ref Update update = ref _updates[n];
        Clear(ref update);
        BadReason bad = Read(in frame, ref update);
        if (bad != BadReason.None)
            Refuse(ref update, bad);
        KindCounts[(int)update.Kind]++;
    }

    private BadReason Read(in Frame frame, ref Update update)
    {
        ReadOnlySpan<byte> bytes = _bytes[frame.BytePosition, frame.Length];
        switch (frame.Kind)
        {
            case FrameKind.Json when _fast.TryRead(_bytes.WithSlack(frame.BytePosition, frame.Length), ref update):
                FastCount++;
                return BadReason.None;
            case FrameKind.Json or FrameKind.Snapshot or FrameKind.Rest:
                return ReadJson(bytes, frame.Kind, ref update);
            case FrameKind.Timer:
                return ReadTimer(bytes, ref update);
            case FrameKind.SlowFeatures:
                return ReadSlowFeatures(bytes, ref update);
            default:
                return BadReason.UnknownKind;
        }
    }

    private BadReason ReadJson(ReadOnlySpan<byte> json, FrameKind kind, ref Update update)
    {
        // The fast path may have got some way into the frame.
        if (update.SymbolId >= 0)
            Clear(ref update);
        if (!_decoder.Decode(json))
            return _decoder.Frame.Bad;
        DecodedFrame decoded = _decoder.Frame;
        // Only we make parts of snapshots and rows of REST answers; one that arrives on a socket is not KuCoin's.
        if (kind != decoded.Form)
            return BadReason.UnknownKind;
        update.Kind = decoded.Kind;
        BadReason bad = _maker.Fill(json, decoded, ref update);
        // Without a listed symbol there is no increment to count in.
        return bad == BadReason.None && decoded.Levels.Length > 0 && update.SymbolId >= 0 ? CopyLevels(decoded.Levels, ref update) : bad;
    }

    private static void Clear(ref Update update)
    {
        update = default;
        update.SymbolId = -1;
        update.CurrencyId = -1;
    }

    private BadReason CopyLevels(ReadOnlySpan<LevelRow> levels, ref Update update)
    {
        update.ChangeCount = levels.Length;
        return _maker.Convert(levels, update.SymbolId, _changes[levels.Length]);
    }

    private BadReason ReadTimer(ReadOnlySpan<byte> bytes, ref Update update)
    {
        if (bytes.Length != 8)
            return BadReason.WrongShape;
        int symbolId = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if ((uint)symbolId >= (uint)_symbols)
            return BadReason.UnknownSymbol;
        update.Kind = UpdateKind.Timer;
        update.SymbolId = (short)symbolId;
        update.Code = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return BadReason.None;
    }

    //  0        4        8                     8 + 4 x count
    // +--------+--------+---------------------+
    // | symbol | first  | float x count       |   little endian
    // +--------+--------+---------------------+
    private BadReason ReadSlowFeatures(ReadOnlySpan<byte> bytes, ref Update update)
    {
        if (bytes.Length < 12 || bytes.Length % 4 != 0)
            return BadReason.WrongShape;
        int symbolId = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int first = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int count = (bytes.Length - 8) / 4;
        if ((uint)symbolId >= (uint)_symbols)
            return BadReason.UnknownSymbol;
        // Computed features are nobody else's to set.
        if (first < FeatureSet.SlowFirst || first > Limits.FeaturesMax - count)
            return BadReason.UnknownValue;
        for (ReadOnlySpan<byte> floats = bytes[8..]; floats.Length > 0; floats = floats[4..])
        {
            if (!float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(floats)))
                return BadReason.Number;
        }

        update.Kind = UpdateKind.SlowFeatures;
        update.SymbolId = (short)symbolId;
        update.Code = first;
        update.ChangeCount = count;
        return BadReason.None;
    }

    // Nothing of a half-read frame may be taken for news; only whose it was remains, for the report.
    private void Refuse(ref Update update, BadReason bad)
    {
        short symbolId = update.SymbolId;
        update = default;
        update.Kind = UpdateKind.Bad;
        update.Bad = bad;
        update.SymbolId = symbolId;
        update.CurrencyId = -1;
        BadCounts[(int)bad]++;
    }
}
