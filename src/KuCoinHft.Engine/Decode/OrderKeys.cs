using System.Buffers;
using System.Buffers.Text;

namespace KuCoinHft.Engine.Decode;

/// <summary>The clientOid of our orders: the order's key as text, told apart from other programs' and other sessions' orders.</summary>
/// <remarks>
/// <code>
/// kh-0000002a-000000000000007b
/// |  |        key, 16 lower-case hexadecimal digits
/// |  session, 8
/// </code>
/// Source: KuCoin allows 40 characters out of letters, digits, '_' and '-'. Thread: immutable.
/// </remarks>
public sealed class OrderKeys
{
    /// <summary>Bytes of every clientOid that is ours.</summary>
    public const int TextBytes = SessionEnd + 1 + KeyDigits;

    private const int KeyDigits = 16;
    private const int SessionEnd = 11;
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);
    private readonly byte[] _prefix = new byte[SessionEnd + 1];

    /// <param name="session">Number of the session; orders of another session are not ours.</param>
    public OrderKeys(uint session)
    {
        "kh-"u8.CopyTo(_prefix);
        Utf8Formatter.TryFormat(session, _prefix.AsSpan(3), out _, new StandardFormat('x', 8));
        _prefix[SessionEnd] = (byte)'-';
    }

    /// <summary>Writes the clientOid of the order <paramref name="key"/>.</summary>
    /// <param name="key">Above 0.</param>
    /// <param name="destination">At least <see cref="TextBytes"/> bytes.</param>
    /// <returns>Bytes written, or 0 when the destination is too short.</returns>
    public int Write(long key, Span<byte> destination)
    {
        System.Diagnostics.Debug.Assert(key > 0, "key 0 means an order that is not ours");
        if (destination.Length < TextBytes)
            return 0;
        _prefix.CopyTo(destination);
        Utf8Formatter.TryFormat(key, destination[_prefix.Length..], out int written, new StandardFormat('x', KeyDigits));
        return _prefix.Length + written;
    }

    /// <summary>The key in <paramref name="clientOid"/>, or 0 if the order is not ours.</summary>
    public long Parse(ReadOnlySpan<byte> clientOid)
    {
        if (clientOid.Length != TextBytes || !clientOid.StartsWith(_prefix))
            return 0;
        ReadOnlySpan<byte> digits = clientOid[_prefix.Length..];
        // Exactly the digits that Write makes: one text for one key.
        if (digits.ContainsAnyExcept(LowerHex) || !Utf8Parser.TryParse(digits, out long key, out _, 'x'))
            return 0;
        return Math.Max(key, 0);
    }
}
