using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>KuCoin's decimals in the ticks and lots of a session's instruments.</summary>
/// <remarks>Exact for prices, and for the sizes of our own orders: what the instrument's decimals cannot hold is refused. Sizes of the market are cut.</remarks>
internal sealed class SymbolUnits
{
    private readonly InstrumentTable _instruments;
    private readonly int[] _priceDecimals;
    private readonly int[] _sizeDecimals;

    public SymbolUnits(InstrumentTable instruments)
    {
        _instruments = instruments;
        _priceDecimals = new int[instruments.Count];
        _sizeDecimals = new int[instruments.Count];
        for (int i = 0; i < instruments.Count; i++)
        {
            _priceDecimals[i] = instruments[i].PriceDecimals;
            _sizeDecimals[i] = instruments[i].SizeDecimals;
        }
    }

    /// <summary>Exchange's time from a field of milliseconds.</summary>
    public static BadReason Millis(DecodedFrame frame, Field field, ref Update update)
    {
        long milliseconds = frame[field].Number;
        if (milliseconds > Words.MillisMax)
            return BadReason.UnknownValue;
        update.ExchangeNs = milliseconds * Nanos.PerMillisecond;
        return BadReason.None;
    }

    /// <summary>Id of the symbol, or -1.</summary>
    public short Find(ReadOnlySpan<byte> symbol) => (short)_instruments.Find(symbol);

    /// <summary>A price, exactly.</summary>
    public BadReason Ticks(DecodedFrame frame, Field price, int symbolId, out long ticks) =>
        frame[price].Decimal.ToUnits(_priceDecimals[symbolId], out ticks);

    /// <summary>A size of our own, exactly.</summary>
    public BadReason Lots(DecodedFrame frame, Field size, int symbolId, out long lots) =>
        frame[size].Decimal.ToUnits(_sizeDecimals[symbolId], out lots);

    /// <summary>Price and size of our own, exactly.</summary>
    public BadReason Pair(DecodedFrame frame, Field price, Field size, int symbolId, out long ticks, out long lots)
    {
        lots = 0;
        BadReason bad = Ticks(frame, price, symbolId, out ticks);
        return bad == BadReason.None ? Lots(frame, size, symbolId, out lots) : bad;
    }

    /// <summary>Price and size of the market: the price exactly, the size cut.</summary>
    public BadReason MarketPair(DecodedFrame frame, Field price, Field size, int symbolId, out long ticks, out long lots)
    {
        lots = 0;
        BadReason bad = Ticks(frame, price, symbolId, out ticks);
        return bad == BadReason.None ? Cut(frame[size].Decimal, _sizeDecimals[symbolId], out lots) : bad;
    }

    /// <summary>Converts levels of the symbol.</summary>
    public BadReason Convert(ReadOnlySpan<LevelRow> levels, int symbolId, Span<BookLevelChange> changes)
    {
        int priceDecimals = _priceDecimals[symbolId];
        int sizeDecimals = _sizeDecimals[symbolId];
        for (int i = 0; i < changes.Length; i++)
        {
            ref readonly LevelRow level = ref levels[i];
            ref BookLevelChange change = ref changes[i];
            BadReason bad = level.Price.ToUnits(priceDecimals, out change.PriceTicks);
            if (bad == BadReason.None)
                bad = Cut(level.Size, sizeDecimals, out change.SizeLots);
            if (bad != BadReason.None)
                return bad;
            change.Sequence = level.Sequence;
            change.Side = level.Side;
        }

        return BadReason.None;
    }

    // KuCoin's books and trades hold sizes finer than the listed increment (0.00019434546 BSV where it is 10^-8). Refusing the frame would cost the
    // whole book for dust, so such a size is cut; it stays at least one lot, since 0 would remove the level. A size beyond any account ends at the
    // largest that two of still add.
    private static BadReason Cut(Dec size, int decimals, out long lots)
    {
        if (size.Truncate(decimals, out lots) == BadReason.NumberTooLong || lots > Instrument.QuantityMax)
            lots = Instrument.QuantityMax;
        if (lots == 0 && size.Mantissa > 0)
            lots = 1;
        return BadReason.None;
    }
}
