using System.Text;

namespace KuCoinHft.Engine.Decode;

/// <summary>Whether a message is refused for want of a field.</summary>
public enum FieldNeed : byte
{
    /// <summary>Absent and null are alike: the field is 0 or empty.</summary>
    Optional,

    /// <summary>Must be there; null is KuCoin's word for an empty side of the book or no trade yet, and reads as 0.</summary>
    NullAllowed,

    /// <summary>Must be there and not be null.</summary>
    Required,
}

/// <summary>One key that an object of KuCoin's may hold.</summary>
public sealed class FieldShape
{
    public FieldShape(string key, Field field, FieldType type, FieldNeed need = FieldNeed.Optional, ObjectShape? inner = null)
    {
        KeyText = key;
        Key = Encoding.ASCII.GetBytes(key);
        Field = field;
        Type = type;
        Need = need;
        Inner = inner;
    }

    public string KeyText { get; }

    public byte[] Key { get; }

    public Field Field { get; }

    public FieldType Type { get; }

    public FieldNeed Need { get; }

    /// <summary>The fields of an <see cref="FieldType.Object"/>.</summary>
    public ObjectShape? Inner { get; }
}

/// <summary>The keys that one object of a message may hold; all others are skipped.</summary>
/// <remarks>Shape: at most 64 fields, so that the ones seen are bits of a ulong. Immutable.</remarks>
public sealed class ObjectShape
{
    private readonly FieldShape[] _fields;

    public ObjectShape(params FieldShape[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, 64);
        _fields = [.. fields];
        for (int i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].Need != FieldNeed.Optional)
                Needed |= 1UL << i;
        }

        All = _fields.Length == 64 ? ulong.MaxValue : (1UL << _fields.Length) - 1;
    }

    /// <summary>The fields, in the order in which KuCoin documents them.</summary>
    public ReadOnlySpan<FieldShape> Fields => _fields;

    /// <summary>Bits of the fields that must be there.</summary>
    public ulong Needed { get; }

    /// <summary>Bits of all fields.</summary>
    public ulong All { get; }

    public FieldShape this[int index] => _fields[index];

    /// <summary>Index of the field whose key is <paramref name="key"/>, or -1.</summary>
    /// <param name="hint">Where to look first: keys mostly come in the order of the message before.</param>
    public int Find(ReadOnlySpan<byte> key, int hint)
    {
        FieldShape[] fields = _fields;
        int at = hint;
        for (int tried = 0; tried < fields.Length; tried++)
        {
            if (at >= fields.Length)
                at = 0;
            if (key.SequenceEqual(fields[at].Key))
                return at;
            at++;
        }

        return -1;
    }
}
