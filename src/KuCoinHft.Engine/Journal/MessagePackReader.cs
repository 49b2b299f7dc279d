using System.Buffers.Binary;

namespace KuCoinHft.Engine.Journal;

/// <summary>What a read of MessagePack found.</summary>
public enum MessagePackStatus : byte
{
    /// <summary>The value asked for.</summary>
    Done,

    /// <summary>The bytes end inside the value.</summary>
    Incomplete,

    /// <summary>The bytes are not the value asked for, whatever may follow.</summary>
    Malformed,
}

/// <summary>Reads what <see cref="MessagePackWriter"/> writes.</summary>
/// <remarks>
/// False consumes nothing; <see cref="Status"/> then tells more bytes apart from wrong bytes. Never throws, allocates nothing.
/// Integers are taken in any width whose value fits the type asked for; extension types and float64 are malformed.
/// </remarks>
public ref struct MessagePackReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    public MessagePackReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>Bytes consumed.</summary>
    public int Consumed { get; private set; }

    /// <summary>Outcome of the last read.</summary>
    public MessagePackStatus Status { get; private set; }

    public bool TryReadArrayHeader(out int count) =>
        TryReadCount(MessagePackMarker.FixArray, MessagePackMarker.Array16, MessagePackMarker.Array32, out count);

    public bool TryReadMapHeader(out int count) =>
        TryReadCount(MessagePackMarker.FixMap, MessagePackMarker.Map16, MessagePackMarker.Map32, out count);

    public bool TryReadBool(out bool value)
    {
        value = false;
        if (!TryPeek(out byte marker))
            return false;
        if (marker is not (MessagePackMarker.True or MessagePackMarker.False))
            return Refuse();
        value = marker == MessagePackMarker.True;
        return Take(1);
    }

    /// <summary>Reads an integer of any width; one above long.MaxValue is malformed.</summary>
    public bool TryReadInt(out long value)
    {
        value = 0;
        if (!TryPeek(out byte marker))
            return false;
        if (marker is < MessagePackMarker.FixMap or >= MessagePackMarker.NegativeFixInt)
        {
            value = (sbyte)marker;
            return Take(1);
        }

        if (marker is < MessagePackMarker.UInt8 or > MessagePackMarker.Int64)
            return Refuse();
        int width = 1 << ((marker - MessagePackMarker.UInt8) & 3);
        if (!Has(1 + width))
            return false;
        ulong bits = Number(_bytes.Slice(Consumed + 1, width));
        int unused = 64 - (8 * width);
        if (marker < MessagePackMarker.Int8 && bits > long.MaxValue)
            return Refuse();
        value = marker < MessagePackMarker.Int8 ? (long)bits : (long)(bits << unused) >> unused;
        return Take(1 + width);
    }

    /// <summary>Reads an integer that must lie in <paramref name="min"/>..<paramref name="max"/>.</summary>
    public bool TryReadInt(long min, long max, out long value)
    {
        int start = Consumed;
        if (!TryReadInt(out value))
            return false;
        if (value >= min && value <= max)
            return true;
        Consumed = start;
        return Refuse();
    }

    /// <summary>Reads a uint32 of exactly five bytes, as checksums are written.</summary>
    public bool TryReadFixedUInt32(out uint value)
    {
        value = 0;
        if (!TryPeek(out byte marker))
            return false;
        if (marker != MessagePackMarker.UInt32)
            return Refuse();
        if (!Has(5))
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(Consumed + 1)..]);
        return Take(5);
    }

    public bool TryReadFloat(out float value)
    {
        value = 0;
        if (!TryPeek(out byte marker))
            return false;
        if (marker != MessagePackMarker.Float32)
            return Refuse();
        if (!Has(5))
            return false;
        value = BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReadUInt32BigEndian(_bytes[(Consumed + 1)..]));
        return Take(5);
    }

    /// <param name="bytesMax">A longer one is malformed, so that a damaged length cannot ask for gigabytes more.</param>
    /// <param name="bytes">A view into the bytes read from.</param>
    public bool TryReadBin(int bytesMax, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryPeek(out byte marker))
            return false;
        if (marker is < MessagePackMarker.Bin8 or > MessagePackMarker.Bin32)
            return Refuse();
        return TryReadRun(1 << (marker - MessagePackMarker.Bin8), bytesMax, out bytes);
    }

    /// <param name="bytesMax">A longer one is malformed.</param>
    /// <param name="utf8">A view into the bytes read from; not checked to be UTF-8.</param>
    public bool TryReadStr(int bytesMax, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (!TryPeek(out byte marker))
            return false;
        if (marker is >= MessagePackMarker.Str8 and <= MessagePackMarker.Str32)
            return TryReadRun(1 << (marker - MessagePackMarker.Str8), bytesMax, out utf8);
        int length = marker & 0x1f;
        if ((marker & 0xe0) != MessagePackMarker.FixStr || length > bytesMax)
            return Refuse();
        if (!Has(1 + length))
            return false;
        utf8 = _bytes.Slice(Consumed + 1, length);
        return Take(1 + length);
    }

    /// <summary>Passes over one value, whatever its type, everything within it included.</summary>
    public bool TrySkip()
    {
        int start = Consumed;

        // A count instead of recursion: nesting made of bad bytes cannot overflow the stack. Every turn consumes a byte, so it ends.
        for (long pending = 1; pending > 0; pending--)
        {
            if (TrySkipOne(out long children))
            {
                pending += children;
                continue;
            }

            Consumed = start;
            return false;
        }

        return true;
    }

    private bool TrySkipOne(out long children)
    {
        children = 0;
        if (!TryPeek(out byte marker))
            return false;
        switch (marker)
        {
            case < MessagePackMarker.FixArray and >= MessagePackMarker.FixMap or MessagePackMarker.Map16 or MessagePackMarker.Map32:
                bool isMap = TryReadMapHeader(out int pairs);
                children = 2L * pairs;
                return isMap;
            case < MessagePackMarker.FixStr and >= MessagePackMarker.FixArray or MessagePackMarker.Array16 or MessagePackMarker.Array32:
                bool isArray = TryReadArrayHeader(out int count);
                children = count;
                return isArray;
            case < MessagePackMarker.Nil and >= MessagePackMarker.FixStr or (>= MessagePackMarker.Str8 and <= MessagePackMarker.Str32):
                return TryReadStr(int.MaxValue, out _);
            case >= MessagePackMarker.Bin8 and <= MessagePackMarker.Bin32:
                return TryReadBin(int.MaxValue, out _);
            case MessagePackMarker.Nil or MessagePackMarker.True or MessagePackMarker.False:
                return Take(1);
            case MessagePackMarker.Float32:
                return TryReadFloat(out _);
            case MessagePackMarker.UInt64:
                return Has(9) && Take(9);
            default:
                return TryReadInt(out _);
        }
    }

    private bool TryReadCount(byte fix, byte marker16, byte marker32, out int count)
    {
        count = 0;
        if (!TryPeek(out byte marker))
            return false;
        if ((marker & 0xf0) == fix)
        {
            count = marker & 0x0f;
            return Take(1);
        }

        if (marker != marker16 && marker != marker32)
            return Refuse();
        int width = marker == marker16 ? 2 : 4;
        if (!Has(1 + width))
            return false;
        ulong number = Number(_bytes.Slice(Consumed + 1, width));
        if (number > int.MaxValue)
            return Refuse();
        count = (int)number;
        return Take(1 + width);
    }

    private bool TryReadRun(int width, int bytesMax, out ReadOnlySpan<byte> run)
    {
        run = default;
        if (!Has(1 + width))
            return false;
        ulong length = Number(_bytes.Slice(Consumed + 1, width));
        if (length > (ulong)bytesMax)
            return Refuse();
        if (!Has(1L + width + (long)length))
            return false;
        run = _bytes.Slice(Consumed + 1 + width, (int)length);
        return Take(1 + width + (int)length);
    }

    private bool TryPeek(out byte marker)
    {
        bool any = Has(1);
        marker = any ? _bytes[Consumed] : (byte)0;
        return any;
    }

    private bool Has(long count)
    {
        Status = count <= _bytes.Length - Consumed ? MessagePackStatus.Done : MessagePackStatus.Incomplete;
        return Status == MessagePackStatus.Done;
    }

    private bool Take(int count)
    {
        Consumed += count;
        Status = MessagePackStatus.Done;
        return true;
    }

    private bool Refuse()
    {
        Status = MessagePackStatus.Malformed;
        return false;
    }

    private static ulong Number(ReadOnlySpan<byte> bigEndian)
    {
        ulong number = 0;
        foreach (byte b in bigEndian)
            number = (number << 8) | b;
        return number;
    }
}
