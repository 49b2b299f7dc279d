using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>A bounded queue of byte messages from one thread to another.</summary>
/// <remarks>
/// <code>
/// offset   0        4      5      6        8         16
///          +--------+------+------+--------+---------+----------------+-----------------+
///          | length | tag1 | tag2 | unused | stamp   | message bytes  | up to 15 unused |
///          | int    | byte | byte |        | long    | length of them |                 |
///          +--------+------+------+--------+---------+----------------+-----------------+
/// </code>
/// Records start at multiples of 16, so a header never straddles the end. A message that would is preceded by a skip record (length -1) that fills
/// the rest; both become visible together. What the tags and the stamp mean is the users' business.
/// Thread: one writer, one reader. Several writers take a lock of their own around <see cref="TryWrite"/>: they are cold, the reader is not.
/// What if full: <see cref="TryWrite"/> answers false, nothing is written, and the writer decides whether to keep, count or drop.
/// </remarks>
public sealed unsafe class MessageRing : IDisposable
{
    private const int HeaderBytes = 16;
    private const int SkipLength = -1;

    private readonly int _capacity;

    // Positions in bytes; they only grow. Both are the only state, so writer and reader share no other line.
    private readonly Sequence _written = new();
    private readonly Sequence _read = new();
    private byte* _bytes;

    /// <param name="capacity">Bytes, headers included; a power of two.</param>
    /// <exception cref="ArgumentException">The capacity is not a power of two of at least 64.</exception>
    public MessageRing(int capacity)
    {
        if (capacity < 64 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A message ring's capacity is a power of two of at least 64, not {capacity}.", nameof(capacity));
        _capacity = capacity;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, 64);
        NativeMemory.Clear(_bytes, (nuint)capacity);
        _written.Set(0);
        _read.Set(0);
    }

    /// <summary>
    /// The longest message, in bytes: a quarter of the capacity. A message and the skip before it then always fit into an empty ring, so that full is never for good.
    /// </summary>
    public int MessageBytesMax => _capacity / 4;

    /// <summary>Bytes that the reader has not freed yet, headers and skips included. Any thread; a snapshot.</summary>
    public long UsedBytes
    {
        get
        {
            // The reader's position first: the writer's is then at least as new, and the difference never negative.
            long read = _read.Value;
            return _written.Value - read;
        }
    }

    /// <summary>Appends a message.</summary>
    /// <returns>False when there is no room; nothing happened then.</returns>
    /// <exception cref="ArgumentException">The message exceeds <see cref="MessageBytesMax"/>, so that it could never be written.</exception>
    public bool TryWrite(byte tag1, byte tag2, long stamp, ReadOnlySpan<byte> message)
    {
        if (message.Length > MessageBytesMax)
            ThrowTooLong(message.Length);
        long position = _written.Value;
        int recordBytes = RecordBytes(message.Length);
        int offset = Offset(position);
        int skipBytes = offset + recordBytes > _capacity ? _capacity - offset : 0;
        long end = position + skipBytes + recordBytes;
        if (end - _read.Value > _capacity)
            return false;

        if (skipBytes > 0)
        {
            Header(position).Length = SkipLength;
            position += skipBytes;
        }

        ref RecordHeader header = ref Header(position);
        header.Length = message.Length;
        header.Tag1 = tag1;
        header.Tag2 = tag2;
        header.Stamp = stamp;

        // SAFETY: skipBytes was chosen so that the record ends within the capacity, and the room test above that the reader has left these bytes.
        message.CopyTo(new Span<byte>(_bytes + Offset(position) + HeaderBytes, message.Length));
        _written.Set(end);
        return true;
    }

    /// <summary>The oldest message, left in place.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryPeek(out MessageView message)
    {
        long position = _read.Value;
        if (position == _written.Value)
        {
            message = default;
            return false;
        }

        position = PassSkip(position);
        ref RecordHeader header = ref Header(position);

        // SAFETY: the writer published this record whole and contiguous, and cannot reuse it before Advance.
        var bytes = new ReadOnlySpan<byte>(_bytes + Offset(position) + HeaderBytes, header.Length);
        message = new MessageView(header.Tag1, header.Tag2, header.Stamp, bytes);
        return true;
    }

    /// <summary>Frees the message that <see cref="TryPeek"/> showed; its view is invalid from now on.</summary>
    /// <exception cref="InvalidOperationException">The ring is empty.</exception>
    public void Advance()
    {
        long position = _read.Value;
        if (position == _written.Value)
            ThrowEmpty();
        position = PassSkip(position);
        _read.Set(position + RecordBytes(Header(position).Length));
    }

    /// <summary>Frees the memory. Neither side may use the ring any more.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }

    private static int RecordBytes(int length) => (HeaderBytes + length + HeaderBytes - 1) & -HeaderBytes;

    private int Offset(long position) => (int)(position & (_capacity - 1));

    // SAFETY: positions are multiples of 16 and so is the capacity, hence a header lies within the memory wherever its position falls.
    private ref RecordHeader Header(long position) => ref *(RecordHeader*)(_bytes + Offset(position));

    private long PassSkip(long position) =>
        Header(position).Length == SkipLength ? position + _capacity - Offset(position) : position;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowTooLong(int length) =>
        throw new ArgumentException($"A message of {length} bytes is longer than the {MessageBytesMax} bytes that a ring of {_capacity} takes; give it a larger ring.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowEmpty() => throw new InvalidOperationException("Advance needs a message that TryPeek showed; the ring is empty.");

    [StructLayout(LayoutKind.Explicit, Size = HeaderBytes)]
    private struct RecordHeader
    {
        [FieldOffset(0)]
        public int Length;

        [FieldOffset(4)]
        public byte Tag1;

        [FieldOffset(5)]
        public byte Tag2;

        [FieldOffset(8)]
        public long Stamp;
    }
}
