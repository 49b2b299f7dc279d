using System.Text;

namespace KuCoinHft.Engine.Market;

/// <summary>The instruments of one session, found by index or by the UTF-8 bytes of the symbol.</summary>
/// <remarks>Thread: immutable after construction. Lookup allocates nothing.</remarks>
public sealed class InstrumentTable
{
    private readonly Instrument[] _instruments;
    private readonly byte[][] _symbols;
    private readonly short[] _slots;

    /// <exception cref="ArgumentException">Ids are not 0..count-1 in order, a symbol stands twice, or there are more than <see cref="Limits.SymbolsMax"/>.</exception>
    public InstrumentTable(IReadOnlyList<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        if (instruments.Count is 0 or > Limits.SymbolsMax)
            throw new ArgumentException($"A session holds 1 to {Limits.SymbolsMax} instruments, not {instruments.Count}.", nameof(instruments));
        _instruments = [.. instruments];
        _symbols = new byte[_instruments.Length][];
        _slots = new short[Limits.SymbolsMax * 4];
        Array.Fill(_slots, (short)-1);
        for (int i = 0; i < _instruments.Length; i++)
        {
            if (_instruments[i].Id != i)
                throw new ArgumentException($"Instrument {_instruments[i].Symbol} has id {_instruments[i].Id}, but stands at {i}.", nameof(instruments));
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

    // FNV-1a over a handful of bytes: symbols are short and the table is a quarter full.
    private int Slot(ReadOnlySpan<byte> symbol)
    {
        uint hash = 2166136261;
        foreach (byte b in symbol)
            hash = (hash ^ b) * 16777619;
        return (int)(hash & (uint)(_slots.Length - 1));
    }
}
