using System.Runtime.Intrinsics;
using System.Text;

namespace KuCoinHft.Engine.Decode;

/// <summary>The pieces of JSON's grammar that lie within one token.</summary>
/// <remarks>Source: RFC 8259 sections 6 and 7. Errors: a reason, with the offset left at the byte that gave it.</remarks>
public static class JsonText
{
    /// <summary>Index of the next byte at or after <paramref name="at"/> that a string cannot simply contain: a quote, a backslash, a control character; or the length.</summary>
    // KuCoin's strings are about 8 bytes long, so one block of 16 ends most of them, where a call of IndexOfAny for each cost more than its search.
    public static int StringStop(ReadOnlySpan<byte> json, int at)
    {
        while (at + Vector128<byte>.Count <= json.Length)
        {
            Vector128<byte> block = Vector128.Create(json.Slice(at, Vector128<byte>.Count));
            Vector128<byte> stops = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            uint bits = stops.ExtractMostSignificantBits();
            if (bits != 0)
                return at + System.Numerics.BitOperations.TrailingZeroCount(bits);
            at += Vector128<byte>.Count;
        }

        while (at < json.Length && json[at] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
            at++;
        return at;
    }

    /// <summary>Passes the escape that begins with the backslash at <paramref name="at"/>.</summary>
    public static BadReason SkipEscape(ReadOnlySpan<byte> json, ref int at)
    {
        at++;
        if (at == json.Length)
            return BadReason.Truncated;
        if (json[at] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            at++;
            return BadReason.None;
        }

        if (json[at] != 'u')
            return BadReason.InvalidEscape;
        at++;
        for (int end = at + 4; at < end; at++)
        {
            if (at == json.Length)
                return BadReason.Truncated;
            if (!char.IsAsciiHexDigit((char)json[at]))
                return BadReason.InvalidEscape;
        }

        return BadReason.None;
    }

    /// <summary>Passes the number that begins at <paramref name="at"/>.</summary>
    public static BadReason SkipNumber(ReadOnlySpan<byte> json, ref int at)
    {
        if (json[at] == '-')
            at++;
        int first = at;
        if (!SkipDigits(json, ref at))
            return Missing(json, at);
        if (json[first] == '0' && at > first + 1)
        {
            at = first + 1;
            return BadReason.Number;
        }

        if (at < json.Length && json[at] == '.')
        {
            at++;
            if (!SkipDigits(json, ref at))
                return Missing(json, at);
        }

        if (at < json.Length && json[at] is ((byte)'e' or (byte)'E'))
        {
            at++;
            if (at < json.Length && json[at] is ((byte)'+' or (byte)'-'))
                at++;
            if (!SkipDigits(json, ref at))
                return Missing(json, at);
        }

        return BadReason.None;
    }

    /// <summary>Index of the first byte that is not UTF-8.</summary>
    public static int InvalidUtf8(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out int bytes) == System.Buffers.OperationStatus.Done)
            at += bytes;
        return at;
    }

    private static bool SkipDigits(ReadOnlySpan<byte> json, ref int at)
    {
        int first = at;
        while (at < json.Length && (uint)(json[at] - '0') <= 9)
            at++;
        return at > first;
    }

    private static BadReason Missing(ReadOnlySpan<byte> json, int at) => at == json.Length ? BadReason.Truncated : BadReason.Number;
}
