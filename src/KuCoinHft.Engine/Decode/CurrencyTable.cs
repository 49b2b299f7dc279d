using System.Text;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>The currencies of a session's instruments, found by index or by UTF-8 bytes.</summary>
/// <remarks>Thread: immutable after construction. Lookup allocates nothing. Order: of first occurrence, base before quote.</remarks>
public sealed class CurrencyTable
{
    private readonly string[] _names;
    private readonly byte[][] _bytes;

    public CurrencyTable(InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        var names = new List<string>();
        for (int i = 0; i < instruments.Count; i++)
        {
            foreach (string name in (string[])[instruments[i].BaseCurrency, instruments[i].QuoteCurrency])
            {
                if (!names.Contains(name))
                    names.Add(name);
            }
        }

        _names = [.. names];
        _bytes = Array.ConvertAll(_names, Encoding.UTF8.GetBytes);
    }

    public int Count => _names.Length;

    public string this[int id] => _names[id];

    /// <summary>The id of the currency <paramref name="name"/>, or -1.</summary>
    // A session trades a few currencies, and balances come seldom: comparing them in turn beats a hash.
    public int Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            if (name.SequenceEqual(_bytes[i]))
                return i;
        }

        return -1;
    }
}
