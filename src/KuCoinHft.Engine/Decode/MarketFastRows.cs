using KuCoinHft.Engine.Market;
using static KuCoinHft.Engine.Decode.PlainText;

namespace KuCoinHft.Engine.Decode;

/// <summary>The <c>changes</c> of a level2 frame, for <see cref="MarketFastData"/>.</summary>
/// <remarks>They may come before the symbol that says how many decimals a tick has, so they are read as they stand and counted in ticks and lots afterwards.</remarks>
internal sealed class MarketFastRows
{
    private const int No = MarketFastData.No;
    private static readonly ulong SidesBegin = Word(":{\""u8);
    private static readonly ulong SideBetween = Word(",\""u8);
    private static readonly ulong AsksKey = Word("asks\":["u8);
    private static readonly ulong BidsKey = Word("bids\":["u8);
    private static readonly ulong RowBegin = Word("[\""u8);
    private static readonly ulong Between = Word("\",\""u8);
    private static readonly ulong RowEnd = Word("\"]"u8);
    private readonly FrameChanges _changes;
    private readonly Row[] _rows = new Row[Limits.ChangesPerFrameMax];

    public MarketFastRows(FrameChanges changes) => _changes = changes;

    /// <summary>Rows read of the present frame.</summary>
    public int Count { get; set; }

    /// <summary>Writes the rows as changes of a book.</summary>
    /// <returns>False when a price is off its increment, a number might exceed a long, or a sequence lies outside of the frame's.</returns>
    public bool TryConvert(Instrument instrument, long sequenceStart, long sequenceEnd)
    {
        int priceDecimals = instrument.PriceDecimals;
        int sizeDecimals = instrument.SizeDecimals;
        Span<BookLevelChange> changes = _changes[Count];
        for (int i = 0; i < changes.Length; i++)
        {
            ref readonly Row row = ref _rows[i];
            ref BookLevelChange change = ref changes[i];
            bool isRow = row.Price.TryExact(priceDecimals, out change.PriceTicks) & row.Size.TryCut(sizeDecimals, out change.SizeLots);
            if (!isRow || row.Sequence < sequenceStart || row.Sequence > sequenceEnd)
                return false;
            change.Sequence = row.Sequence;
            change.Side = row.Side;
        }

        return true;
    }

    /// <summary>Behind <c>"changes"</c>: both sides, in either order.</summary>
    public int Read(PlainText text, int at)
    {
        if (text.WordAt(at, 3) != SidesBegin)
            return No;
        at += 3;
        ulong first = text.WordAt(at, 7);
        at = ReadSide(text, at, first);
        if ((uint)at >= (uint)text.Length || text.WordAt(at, 2) != SideBetween)
            return No;
        at += 2;
        ulong second = text.WordAt(at, 7);
        at = second == first ? No : ReadSide(text, at, second);
        return (uint)at < (uint)text.Length && text[at] == '}' ? at + 1 : No;
    }

    // From the key of a side to behind its rows.
    private int ReadSide(PlainText text, int at, ulong key)
    {
        if (key != AsksKey && key != BidsKey)
            return No;
        Side side = key == AsksKey ? Side.Sell : Side.Buy;
        at += 7;
        if (text[at] == ']')
            return at + 1;
        at--;
        do
        {
            at++;
            if (at >= text.Length || text.WordAt(at, 2) != RowBegin || Count == _rows.Length)
                return No;
            ref Row row = ref _rows[Count++];
            row.Side = side;
            at = ReadRow(text, at + 2, ref row);
            if (at < 0)
                return No;
        }
        while (text[at] == ',');
        return text[at] == ']' ? at + 1 : No;
    }

    // Price, size and sequence.
    private static int ReadRow(PlainText text, int at, ref Row row)
    {
        if (!row.Price.TryReadQuoted(text.BlockAt(at)))
            return No;
        at += row.Price.Length;
        if (text.WordAt(at, 3) != Between || !row.Size.TryReadQuoted(text.BlockAt(at + 3)))
            return No;
        at += 3 + row.Size.Length;
        var sequence = default(PlainNumber);
        if (text.WordAt(at, 3) != Between || !sequence.TryReadQuoted(text.BlockAt(at + 3)) || sequence.Decimals > 0)
            return No;
        at += 3 + sequence.Length;
        row.Sequence = sequence.Mantissa;
        return text.WordAt(at, 2) == RowEnd ? at + 2 : No;
    }

    private struct Row
    {
        public PlainNumber Price;
        public PlainNumber Size;
        public long Sequence;
        public Side Side;
    }
}
