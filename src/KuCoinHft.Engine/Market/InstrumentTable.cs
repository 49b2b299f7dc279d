using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace KuCoinHft.Engine.Market;

/// <summary>The instruments of one session, found by index or by the UTF-8 bytes of the symbol.</summary>
/// <remarks>Thread: immutable after construction. Lookup allocates nothing.</remarks>
public sealed class InstrumentTable
{
    // Funds have 8 decimals, and a shift by more than a power of ten that fits a long cannot be computed.
    private const int DecimalsMax = PowersOfTen.ExponentMax + 8;

    private static readonly SearchValues<char> SymbolLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private readonly Instrument[] _instruments;
    private readonly byte[][] _symbols;
    private readonly short[] _slots;

    /// <exception cref="ArgumentException">
    /// Ids are not 0..count-1 in order, a symbol stands twice or is no symbol, decimals or increments cannot be computed with, or there are more than
    /// <see cref="Limits.SymbolsMax"/>.
    /// </exception>
    public InstrumentTable(IReadOnlyList<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        if (instruments.Count is 0 or > Limits.SymbolsMax)
            throw new ArgumentException($"A session holds 1 to {Limits.SymbolsMax} instruments, not {instruments.Count}.", nameof(instruments));
        _instruments = [.. instruments];
        _symbols = new byte[_instruments.Length][];
        _slots = new short[BitOperations.RoundUpToPowerOf2((uint)_instruments.Length) * 4];
        Array.Fill(_slots, (short)-1);
        for (int i = 0; i < _instruments.Length; i++)
        {
            if (_instruments[i].Id != i)
                throw new ArgumentException($"Instrument {_instruments[i].Symbol} has id {_instruments[i].Id}, but stands at {i}.", nameof(instruments));
            Require(_instruments[i]);
            _symbols[i] = Encoding.UTF8.GetBytes(_instruments[i].Symbol);
            if (Find(_symbols[i]) >= 0)
                throw new ArgumentException($"Instrument {_instruments[i].Symbol} stands twice.", nameof(instruments));
            int slot = Slot(_symbols[i]);
            while (_slots[slot] >= 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = (short)i;
        }
    }

    public int Count => _instruments.Length;

    public Instrument this[int id] => _instruments[id];

    /// <summary>The id of the instrument whose symbol is <paramref name="symbol"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        int slot = Slot(symbol);
        while (_slots[slot] >= 0)
        {
            if (symbol.SequenceEqual(_symbols[_slots[slot]]))
                return _slots[slot];
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return -1;
    }

    // What the hot path divides by, indexes with and copies into requests is checked once, here.
    private static void Require(Instrument instrument)
    {
        string symbol = instrument.Symbol;
        if (symbol.Length is 0 or > Limits.SymbolBytesMax || symbol.AsSpan().ContainsAnyExcept(SymbolLetters))
            throw new ArgumentException($"{symbol} is no symbol: 1 to {Limits.SymbolBytesMax} letters, digits, '-' and '_'.", nameof(instrument));
        int decimals = instrument.PriceDecimals + instrument.SizeDecimals;
        if (instrument.PriceDecimals is < 0 or > PowersOfTen.ExponentMax || instrument.SizeDecimals is < 0 or > PowersOfTen.ExponentMax || decimals > DecimalsMax)
            throw new ArgumentException($"{symbol} has {instrument.PriceDecimals} decimals of price and {instrument.SizeDecimals} of size; each is 0 to {PowersOfTen.ExponentMax}, together at most {DecimalsMax}.", nameof(instrument));
        if (instrument.PriceIncrementTicks < 1 || instrument.SizeIncrementLots < 1 || instrument.SizeLotsMin < 0 || instrument.FundsQuoteMin < 0)
            throw new ArgumentException($"{symbol} has an increment below 1 or a minimum below 0; read it again from KuCoin's list.", nameof(instrument));
    }

    // The first and the last eight letters tell symbols apart; multiplying spreads them over the upper bits.
    private int Slot(ReadOnlySpan<byte> symbol)
    {
        ulong first = 0;
        ulong last = 0;
        if (symbol.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(symbol);
            last = BinaryPrimitives.ReadUInt64LittleEndian(symbol[^8..]);
        }
        else
        {
            foreach (byte letter in symbol)
                first = (first << 8) | letter;
        }

        ulong hash = (first ^ ulong.RotateLeft(last, 29)) * 0x9E37_79B9_7F4A_7C15;
        return (int)(hash >> 32) & (_slots.Length - 1);
    }
}
