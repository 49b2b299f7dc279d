using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Decode;

/// <summary>A frame's bytes, read in words of 8 and vectors of 16 wherever they end.</summary>
/// <remarks>
/// A read may begin in the frame or a little behind it and ends within <see cref="ByteRing.Slack"/>: every key with its value, every row and every side begins within the frame,
/// which the reader looks at, and takes nothing of a frame at whose end it has not stopped exactly.
/// </remarks>
internal readonly ref struct PlainText
{
    private readonly ref byte _first;

    /// <param name="withSlack">The frame and <see cref="ByteRing.Slack"/> bytes behind it.</param>
    public PlainText(ReadOnlySpan<byte> withSlack)
    {
        _first = ref MemoryMarshal.GetReference(withSlack);
        Length = withSlack.Length - ByteRing.Slack;
    }

    /// <summary>Bytes of the frame.</summary>
    public int Length { get; }

    public byte this[int at] => At(at, 1);

    /// <summary>Up to eight letters as <see cref="WordAt(int)"/> reads them.</summary>
    public static ulong Word(ReadOnlySpan<byte> letters)
    {
        ulong word = 0;
        for (int i = letters.Length - 1; i >= 0; i--)
            word = (word << 8) | letters[i];
        return word;
    }

    /// <summary>Eight bytes, the first the lowest.</summary>
    public ulong WordAt(int at) => Unsafe.ReadUnaligned<ulong>(ref At(at, 8));

    /// <summary>The first <paramref name="count"/> of eight bytes, the others 0.</summary>
    public ulong WordAt(int at, int count) => WordAt(at) & (ulong.MaxValue >> (64 - (8 * count)));

    /// <summary>Sixteen bytes.</summary>
    public Vector128<byte> BlockAt(int at) => Vector128.LoadUnsafe(ref At(at, 16));

    /// <summary>Bytes from <paramref name="at"/> to the next quote; 32 when it is further, or stands behind a byte that is no letter of ASCII, or a backslash.</summary>
    public int ToQuote(int at)
    {
        (uint quotes, uint others) = Quotes(BlockAt(at));
        if (quotes == 0)
        {
            (uint farQuotes, uint farOthers) = Quotes(BlockAt(at + 16));
            quotes = farQuotes << 16;
            others |= farOthers << 16;
        }

        int length = BitOperations.TrailingZeroCount(quotes);
        return BitOperations.TrailingZeroCount(others) < length ? 32 : length;
    }

    public ReadOnlySpan<byte> Slice(int at, int length) => MemoryMarshal.CreateReadOnlySpan(ref At(at, length), length);

    // Of bytes as signed numbers those beyond ASCII are negative, so one comparison finds them and the control characters.
    private static (uint Quotes, uint Others) Quotes(Vector128<byte> block)
    {
        Vector128<byte> others = Vector128.LessThan(block.AsSByte(), Vector128.Create((sbyte)' ')).AsByte() | Vector128.Equals(block, Vector128.Create((byte)'\\'));
        return (Vector128.Equals(block, Vector128.Create((byte)'"')).ExtractMostSignificantBits(), others.ExtractMostSignificantBits());
    }

    // SAFETY: between two looks at the place, each of which finds it before the frame's end, no reader gets further than 60 bytes behind that end, where the slack is 64. Begun at
    // the frame's last byte, a row of three numbers of 15 characters ends there: 53 bytes before its "], which is read as a word of 8. A topic with a symbol of 31 letters and the
    // byte behind it ends 57 behind the frame, an id 48, anything else sooner.
    private ref byte At(int at, int size)
    {
        Debug.Assert(at >= 0 && at + size <= Length + ByteRing.Slack, "a read ends within the slack");
        return ref Unsafe.Add(ref _first, at);
    }
}
