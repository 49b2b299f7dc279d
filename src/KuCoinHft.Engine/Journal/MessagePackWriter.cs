using System.Buffers.Binary;
using System.Text;

namespace KuCoinHft.Engine.Journal;

/// <summary>Writes MessagePack into a span, integers in their smallest form.</summary>
/// <remarks>
/// Only the types that journals use: nil, bool, integers, float32, str, bin, array, map. Allocates nothing.
/// What if full: the value that does not fit is not begun, <see cref="Fits"/> turns false, and every later write is ignored, so one check at the end is enough.
/// Source: the MessagePack specification, https://github.com/msgpack/msgpack/blob/master/spec.md.
/// </remarks>
public ref struct MessagePackWriter
{
    private readonly Span<byte> _destination;

    public MessagePackWriter(Span<byte> destination)
    {
        _destination = destination;
        Fits = true;
    }

    /// <summary>Bytes written.</summary>
    public int Written { get; private set; }

    /// <summary>False once a value did not fit.</summary>
    public bool Fits { get; private set; }

    public void WriteBool(bool value) => WriteMarker(value ? MessagePackMarker.True : MessagePackMarker.False);

    /// <summary>Begins an array; <paramref name="count"/> values must follow.</summary>
    public void WriteArrayHeader(int count)
    {
        if (count < 16)
            WriteMarker((byte)(MessagePackMarker.FixArray | count));
        else if (count <= ushort.MaxValue)
            WriteMarker16(MessagePackMarker.Array16, (ushort)count);
        else
            WriteMarker32(MessagePackMarker.Array32, (uint)count);
    }

    /// <summary>Begins a map; <paramref name="count"/> pairs of key and value must follow.</summary>
    public void WriteMapHeader(int count)
    {
        if (count < 16)
            WriteMarker((byte)(MessagePackMarker.FixMap | count));
        else if (count <= ushort.MaxValue)
            WriteMarker16(MessagePackMarker.Map16, (ushort)count);
        else
            WriteMarker32(MessagePackMarker.Map32, (uint)count);
    }

    public void WriteInt(long value)
    {
        if (value >= 0)
            WriteUInt((ulong)value);
        else if (value >= -32)
            WriteMarker((byte)value);
        else if (value >= sbyte.MinValue)
            WriteMarker8(MessagePackMarker.Int8, (byte)value);
        else if (value >= short.MinValue)
            WriteMarker16(MessagePackMarker.Int16, (ushort)value);
        else if (value >= int.MinValue)
            WriteMarker32(MessagePackMarker.Int32, (uint)value);
        else
            WriteMarker64(MessagePackMarker.Int64, (ulong)value);
    }

    public void WriteUInt(ulong value)
    {
        if (value < 128)
            WriteMarker((byte)value);
        else if (value <= byte.MaxValue)
            WriteMarker8(MessagePackMarker.UInt8, (byte)value);
        else if (value <= ushort.MaxValue)
            WriteMarker16(MessagePackMarker.UInt16, (ushort)value);
        else if (value <= uint.MaxValue)
            WriteMarker32(MessagePackMarker.UInt32, (uint)value);
        else
            WriteMarker64(MessagePackMarker.UInt64, value);
    }

    /// <summary>Writes the five-byte form whatever the value, for checksums: their place from the end of a record is then fixed.</summary>
    public void WriteFixedUInt32(uint value) => WriteMarker32(MessagePackMarker.UInt32, value);

    /// <summary>Writes the bits of <paramref name="value"/> as they are, those of a NaN included.</summary>
    public void WriteFloat(float value) => WriteMarker32(MessagePackMarker.Float32, BitConverter.SingleToUInt32Bits(value));

    public void WriteBin(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= byte.MaxValue)
            WriteMarker8(MessagePackMarker.Bin8, (byte)bytes.Length, bytes.Length);
        else if (bytes.Length <= ushort.MaxValue)
            WriteMarker16(MessagePackMarker.Bin16, (ushort)bytes.Length, bytes.Length);
        else
            WriteMarker32(MessagePackMarker.Bin32, (uint)bytes.Length, bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>Writes text that is already UTF-8.</summary>
    public void WriteStr(ReadOnlySpan<byte> utf8)
    {
        WriteStrHeader(utf8.Length);
        WriteBytes(utf8);
    }

    /// <summary>Writes text as UTF-8. For headers; hot paths hold UTF-8 already.</summary>
    public void WriteStr(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        WriteStrHeader(length);
        if (!Fits)
            return;
        Encoding.UTF8.GetBytes(text, _destination.Slice(Written, length));
        Written += length;
    }

    private void WriteStrHeader(int length)
    {
        if (length < 32)
            WriteMarker((byte)(MessagePackMarker.FixStr | length), length);
        else if (length <= byte.MaxValue)
            WriteMarker8(MessagePackMarker.Str8, (byte)length, length);
        else if (length <= ushort.MaxValue)
            WriteMarker16(MessagePackMarker.Str16, (ushort)length, length);
        else
            WriteMarker32(MessagePackMarker.Str32, (uint)length, length);
    }

    private void WriteMarker(byte marker, int following = 0)
    {
        if (!HasRoom(1, following))
            return;
        _destination[Written++] = marker;
    }

    private void WriteMarker8(byte marker, byte value, int following = 0)
    {
        if (!HasRoom(2, following))
            return;
        _destination[Written] = marker;
        _destination[Written + 1] = value;
        Written += 2;
    }

    private void WriteMarker16(byte marker, ushort value, int following = 0)
    {
        if (!HasRoom(3, following))
            return;
        _destination[Written] = marker;
        BinaryPrimitives.WriteUInt16BigEndian(_destination[(Written + 1)..], value);
        Written += 3;
    }

    private void WriteMarker32(byte marker, uint value, int following = 0)
    {
        if (!HasRoom(5, following))
            return;
        _destination[Written] = marker;
        BinaryPrimitives.WriteUInt32BigEndian(_destination[(Written + 1)..], value);
        Written += 5;
    }

    private void WriteMarker64(byte marker, ulong value)
    {
        if (!HasRoom(9, 0))
            return;
        _destination[Written] = marker;
        BinaryPrimitives.WriteUInt64BigEndian(_destination[(Written + 1)..], value);
        Written += 9;
    }

    // Its header checked the room for these bytes, so that a value is written whole or not at all.
    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (!Fits)
            return;
        bytes.CopyTo(_destination[Written..]);
        Written += bytes.Length;
    }

    private bool HasRoom(int head, int following)
    {
        if (Fits && (long)Written + head + following > _destination.Length)
            Fits = false;
        return Fits;
    }
}
