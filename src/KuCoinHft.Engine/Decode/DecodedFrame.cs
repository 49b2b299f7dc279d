using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Decode;

/// <summary>The value of one field: where its text stands and, for numbers and known words, what it is.</summary>
public struct FieldValue
{
    /// <summary>Mantissa of a decimal, an integer, a known word's enum, 1 for true; of an object the bits of the fields seen in it.</summary>
    public long Number;

    /// <summary>Scale of a decimal, else 0.</summary>
    public int Scale;

    /// <summary>The text in the frame's bytes, without quotes.</summary>
    public int Offset;
    public int Length;
    public bool IsQuoted;
    public bool HasEscape;

    public readonly Dec Decimal => new(Number, Scale);
}

/// <summary>One row of a book message.</summary>
public struct LevelRow
{
    public Dec Price;
    public Dec Size;

    /// <summary>0 in a snapshot.</summary>
    public long Sequence;

    /// <summary>Buy for bids, Sell for asks.</summary>
    public Market.Side Side;
}

/// <summary>One currency of a margin position push, cross or isolated.</summary>
public struct MarginCurrency
{
    /// <summary>The currency's name in the frame's bytes.</summary>
    public int NameOffset;
    public int NameLength;
    public Dec Total;
    public Dec Available;
    public Dec Hold;
    public Dec Debt;

    /// <summary>Isolated: what is owed, apart.</summary>
    public Dec Principal;
    public Dec Interest;

    /// <summary>Stands in assetList or changeAssets, in debtList.</summary>
    public bool HasAsset;
    public bool HasDebt;
}

/// <summary>What one frame says, in KuCoin's own terms: exact decimals, and strings as slices of the frame's bytes.</summary>
/// <remarks>
/// Every slice is valid only as long as the bytes that were decoded. A field that the frame does not have is 0 and empty, if the kind has such a field at all;
/// fields of other kinds keep what an earlier frame left. Thread: the decoder's. Allocates at construction only.
/// </remarks>
public sealed class DecodedFrame
{
    private readonly FieldValue[] _values = new FieldValue[(int)Field.Count];
    private readonly LevelRow[] _levels = new LevelRow[Limits.ChangesPerFrameMax];
    private readonly MarginCurrency[] _currencies = new MarginCurrency[Limits.MarginCurrenciesMax];

    /// <summary>Bad when the frame was refused.</summary>
    public UpdateKind Kind { get; internal set; }

    /// <summary>What frames may say this: Json what KuCoin sends, Snapshot and Rest what only we make.</summary>
    public FrameKind Form { get; internal set; }

    /// <summary>Why it was refused, or None.</summary>
    public BadReason Bad { get; internal set; }

    /// <summary>The byte at which it was refused.</summary>
    public int BadOffset { get; internal set; }

    /// <summary>Whether the bytes are JSON, understood or not.</summary>
    public bool IsJson { get; internal set; }

    /// <summary>Bits of the fields seen in the outermost object.</summary>
    public ulong EnvelopeSeen { get; internal set; }

    /// <summary>The fields of <c>data</c>, or null when they were not read.</summary>
    public ObjectShape? DataShape { get; internal set; }

    /// <summary>Bits of the fields seen in <c>data</c>.</summary>
    public ulong DataSeen { get; internal set; }

    /// <summary>The rows of a book message, in the order of the frame.</summary>
    public ReadOnlySpan<LevelRow> Levels => _levels.AsSpan(0, LevelCount);

    /// <summary>The currencies of a margin position.</summary>
    public ReadOnlySpan<MarginCurrency> Currencies => _currencies.AsSpan(0, CurrencyCount);

    internal int LevelCount { get; set; }

    internal int CurrencyCount { get; set; }

    internal Span<LevelRow> LevelScratch => _levels;

    internal Span<MarginCurrency> CurrencyScratch => _currencies;

    /// <summary>The value of <paramref name="field"/>.</summary>
    public ref FieldValue this[Field field] => ref _values[(int)field];

    /// <summary>The text of <paramref name="field"/> in the bytes that were decoded; empty when absent.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, Field field) => json.Slice(_values[(int)field].Offset, _values[(int)field].Length);

    internal void Reset()
    {
        Kind = UpdateKind.None;
        Form = FrameKind.Json;
        Bad = BadReason.None;
        BadOffset = 0;
        IsJson = false;
        EnvelopeSeen = 0;
        DataShape = null;
        DataSeen = 0;
        LevelCount = 0;
        CurrencyCount = 0;
    }

    internal bool Refuse(BadReason bad, int offset)
    {
        Kind = UpdateKind.Bad;
        Bad = bad;
        BadOffset = offset;
        return false;
    }
}
