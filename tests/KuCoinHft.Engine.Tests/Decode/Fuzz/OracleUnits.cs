using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>The fields of a frame in the ticks, lots and nanoseconds of an update, and why they have none: read from the text with 128-bit integers.</summary>
/// <remarks>A field is looked for in the data, or in the object whose node is given; an absent one is 0.</remarks>
internal sealed class OracleUnits(FrameOracle oracle, InstrumentTable instruments)
{
    public const long MillisMax = 9_000_000_000_000;
    private readonly string[] _symbols = [.. Enumerable.Range(0, instruments.Count).Select(i => instruments[i].Symbol)];

    /// <summary>The reasons to refuse the frame that its fields have given so far.</summary>
    public uint Bad { get; set; }

    public ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> json, int node) => json.Slice(oracle.Tape[node].Start, oracle.Tape[node].Length);

    public ReadOnlySpan<byte> TopicSymbol(ReadOnlySpan<byte> json) => json.Slice(oracle.TopicSymbol.Start, oracle.TopicSymbol.Length);

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, int at = -1)
    {
        // A message without data has no field in it; node 0 is the envelope.
        if (at < 0 && oracle.Data == 0)
            return default;
        int node = oracle.Value(json, at < 0 ? oracle.Data : at, key);
        return node == 0 ? default : Slice(json, node);
    }

    public long Integer(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, int at = -1)
    {
        OracleNumber.ReadInteger(Text(json, key, at), out long value);
        return value;
    }

    public Side SideOf(ReadOnlySpan<byte> json) => Text(json, "side"u8).SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;

    public long Millis(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, int at = -1)
    {
        long milliseconds = Integer(json, key, at);
        Bad |= milliseconds > MillisMax ? FrameOracle.Bit(BadReason.UnknownValue) : 0;
        return unchecked(milliseconds * 1_000_000);
    }

    public long LenientMillis(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        long milliseconds = Integer(json, key);
        return milliseconds > MillisMax ? 0 : milliseconds * 1_000_000;
    }

    public short Find(ReadOnlySpan<byte> symbol) => (short)Array.IndexOf(_symbols, Encoding.UTF8.GetString(symbol));

    public void Symbol(ReadOnlySpan<byte> symbol, ref Update update)
    {
        update.SymbolId = Find(symbol);
        Bad |= update.SymbolId < 0 ? FrameOracle.Bit(BadReason.UnknownSymbol) : 0;
    }

    public long Ticks(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, in Update update, int at = -1) => TicksOf(Text(json, key, at), update.SymbolId);

    public long TicksOf(ReadOnlySpan<byte> text, int symbolId)
    {
        if (symbolId < 0)
            return 0;
        OracleNumber.Read(text, out OracleNumber price);
        Bad |= FrameOracle.Bit(price.ToUnits(instruments[symbolId].PriceDecimals, out long ticks));
        return ticks;
    }

    // A size of our own: exact.
    public long Lots(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, in Update update)
    {
        if (update.SymbolId < 0)
            return 0;
        OracleNumber.Read(Text(json, key), out OracleNumber size);
        Bad |= FrameOracle.Bit(size.ToUnits(instruments[update.SymbolId].SizeDecimals, out long lots));
        return lots;
    }

    public long CutLots(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, in Update update, int at = -1)
    {
        OracleNumber.Read(Text(json, key, at), out OracleNumber size);
        return update.SymbolId < 0 ? 0 : Cut(size, update.SymbolId);
    }

    // A size of the market: what is finer than a lot is cut, but nothing becomes nothing; what is beyond all accounts ends at half of a long.
    public long Cut(OracleNumber size, int symbolId)
    {
        if (size.Truncate(instruments[symbolId].SizeDecimals, out long lots) != BadReason.None)
            return Instrument.QuantityMax;
        return lots == 0 && !size.IsZero ? 1 : Math.Min(lots, Instrument.QuantityMax);
    }

    public long E8(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        OracleNumber.Read(Text(json, key), out OracleNumber amount);
        Bad |= FrameOracle.Bit(amount.Truncate(8, out long units));
        return units;
    }
}
