using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>A decimal of at most 15 characters without sign or exponent, as it stands: <see cref="Mantissa"/> x 10^-<see cref="Decimals"/>, trailing zeros included.</summary>
internal struct PlainNumber
{
    public long Mantissa;
    public int Decimals;

    /// <summary>Characters that it took.</summary>
    public int Length;

    /// <summary>Reads the number that begins with the block and ends before a quote.</summary>
    /// <returns>False when there is none in JSON's grammar, or it is longer than 15 characters or in another notation.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadQuoted(Vector128<byte> block)
    {
        uint quotes = Vector128.Equals(block, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        Vector128<byte> digits = block - Vector128.Create((byte)'0');
        uint length = uint.TrailingZeroCount(quotes | 0x1_0000);
        uint others = NotDigits(digits) & ((1u << (int)length) - 1);
        uint point = uint.TrailingZeroCount(others | (1u << (int)length));
        uint points = Vector128.Equals(block, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        // One of the characters at most is no digit, it is a point, and digits stand on both sides of it; a 0 stands before no other digit.
        if (length - 1 >= 15 || (others & ~points) != 0 || (others & (others - 1)) != 0 || point - 1 >= length - (others == 0 ? 0u : 2u) || (digits[0] == 0 && point > 1))
            return false;
        Length = (int)length;
        Decimals = (int)(others == 0 ? 0 : length - 1 - point);
        Mantissa = Value(digits, (int)(others == 0 ? length : length - 1), (int)point);
        return true;
    }

    /// <summary>Reads the digits that the block begins with.</summary>
    /// <inheritdoc cref="TryReadQuoted" path="/returns"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadDigits(Vector128<byte> block)
    {
        Vector128<byte> digits = block - Vector128.Create((byte)'0');
        uint length = uint.TrailingZeroCount(NotDigits(digits) | 0x1_0000);
        if (length - 1 >= 15 || (digits[0] == 0 && length > 1))
            return false;
        Length = (int)length;
        Decimals = 0;
        Mantissa = Value(digits, (int)length, (int)length);
        return true;
    }

    /// <summary>Reads a whole number of 16 to 19 digits, which nanoseconds since the epoch have.</summary>
    /// <param name="block">Its first 16 digits.</param>
    /// <param name="last">Its last 8 digits.</param>
    /// <returns>False when they are no digits, begin with 0, or might exceed a long.</returns>
    public bool TryReadLong(Vector128<byte> block, ulong last, int length)
    {
        const ulong zeros = 0x30303030_30303030;
        const ulong highs = 0xF0F0F0F0_F0F0F0F0;
        Vector128<byte> digits = block - Vector128.Create((byte)'0');
        // A byte is a digit if its upper half is 3, and still is with 6 added.
        if (NotDigits(digits) != 0 || (last & highs) != zeros || ((last + 0x06060606_06060606) & highs) != zeros || digits[0] == 0)
            return false;
        long upper = Value(digits, length - 8, length - 8);
        Length = length;
        Decimals = 0;
        Mantissa = (upper * 100_000_000) + (long)Eight(last & ~highs);
        return upper < long.MaxValue / 100_000_000;
    }

    /// <summary>This number in units of 10^-<paramref name="decimals"/>.</summary>
    /// <returns>False when it is finer than that, or might exceed a long.</returns>
    public readonly bool TryExact(int decimals, out long units)
    {
        int shift = decimals - Decimals;
        if (shift >= 0)
            return TryScaleUp(shift, out units);
        long power = PowersOfTen.Long(-shift);
        units = Mantissa / power;
        return units * power == Mantissa;
    }

    /// <summary>As <see cref="TryExact"/>, but what is finer is cut, though never to nothing.</summary>
    public readonly bool TryCut(int decimals, out long units)
    {
        int shift = decimals - Decimals;
        if (shift >= 0)
            return TryScaleUp(shift, out units);
        units = Mantissa / PowersOfTen.Long(-shift);
        if (units == 0 && Mantissa > 0)
            units = 1;
        return true;
    }

    private readonly bool TryScaleUp(int shift, out long units)
    {
        units = Mantissa * PowersOfTen.Long(shift);
        return Mantissa < PowersOfTen.Long(PowersOfTen.ExponentMax - shift);
    }

    private static uint NotDigits(Vector128<byte> digits) => Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();

    // Moves the digits to the right end of the vector, over the point, and adds them up in halves of eight.
    private static long Value(Vector128<byte> digits, int count, int point)
    {
        Vector128<sbyte> from = Vector128<sbyte>.Indices + Vector128.Create((sbyte)(count - 16));
        from -= Vector128.GreaterThanOrEqual(from, Vector128.Create((sbyte)point));
        // A negative index gives 0.
        Vector128<ulong> halves = Vector128.ShuffleNative(digits, from.AsByte()).AsUInt64();
        return (long)((Eight(halves[0]) * 100_000_000) + Eight(halves[1]));
    }

    // Eight digits, the first in the lowest byte: to pairs, to fours, to eight.
    private static ulong Eight(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        const ulong pairs = 0x000000FF_000000FF;
        return (((digits & pairs) * 0x000F4240_00000064) + (((digits >> 16) & pairs) * 0x00002710_00000001)) >> 32;
    }
}
