using System.Text;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>The pieces that mutations put into a frame: numbers, strings, words, keys and values, most of them nearly right.</summary>
internal sealed class MutationText
{
    // Borders of our own numbers and of others': digits, places, millisecond times, codes, parts.
    private static readonly byte[][] Numbers = Bytes(
        """
        0 -0 0.0 00 -00 01 1. .5 -.5 +1 -1 1e 1e+ 1e5 1E5 1e-5 1.5e3 0e5 0e99999 1e64 1e65 1e-64 1e-65 1e17 1e18 1e400 1e-400 1e99999999999999999999 0x10 1_000 1,5 NaN Infinity -
        0.000000000000000001 0.0000000000000000001 999999999999999999 1000000000000000000 123456789012345678 1234567890123456789 0.123456789012345678 0.1234567890123456789
        9223372036854775807 9223372036854775808 -9223372036854775808 92233720368547758079 18446744073709551615 18446744073709551616 4611686018427387903 4611686018427387904
        2147483647 2147483648 4294967296 32767 32768 65535 65536 9000000000000 9000000000001 9000000000 9000000001 999999999999999 1000000000000000 1619378326000000000 200000 126013
        0.10 1.000000000000000000000000000000 100000000000000000000000000000000000000 0.00000000000000000000000000000000000000000000000000000000000000001
        12345678901234567.8 123456789012345678.9 1234567890.12345678901234567890 0.00000000000000000000000000001234567890123456789 -0.00000000000000000001234567890123456789
        1000000000000000000000000000000000000000000000000000000000000000000 0.000000000000000000000000000000000000000000000000000000000000000000000001
        """);

    private static readonly byte[][] Words = Bytes(
        """
        message snapshot rest ack pong ping welcome error subscribe buy sell taker maker received open match update filled canceled cancel triggered TRIGGERED Triggered new done loss entry l_l_o e_s_o tso
        FROZEN_FL UNFROZEN_FL LIABILITY DEBT IN_REPAY trade.l2update trade.ticker trade.l3match orderChange account.balance debt.ratio position.status level1 level2 tick stopOrder positionChange funding.update
        trade.candles.update trade.candles.add trade.snapshot margin.order margin.cancel spot.order futures.order uta.order /market/level2:BTC-USDT /market/level2: /market/ticker:all /market/ticker:BTC-USDT /market/match:ETH-USDT
        /spotMarket/tradeOrdersV2 /spotMarket/tradeOrders /spotMarket/advancedOrders /account/balance /margin/position /margin/isolatedPosition:BTC-USDT /margin/loan:BTC /market/candles:BTC-USDT_1min /market/candles:BTC-USDT_7min
        /market/candles:_1hour /market/candles:1min /market/snapshot:BTC-USDT /spotMarket/level1:BTC-USDT /spotMarket/level1: /spotMarket/level2Depth5:BTC-USDT /indicator/markPrice:USDT-BTC /indicator/index:BTC-USDT /callauction/x
        BTC-USDT ETH-USDT BCHSV-USDT KCS-USDT XYZ-USDT BTC USDT KCS kh-0000002a-000000000000007b kh-0000002a-ffffffffffffffff kh-0000002a-00000000000000g0 kh-0000002b-0000000000000001 200000 126013 true false null
        """);

    private static readonly byte[][] Keys = OracleShape.AllKeys;
    private static readonly byte[][] Escapes = Bytes("""\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \uD83D\uDE00 \uD800 \uDC00 \u0000 \u12 \u12g4 \x41 \a \' \u""");
    private static readonly byte[][] Raw = [[0], [0x1F], [0x7F], [0x80], [0xC0, 0x80], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [(byte)'\n'], [(byte)'\t']];
    private static readonly byte[][] Spaces = [[], " "u8.ToArray(), "\t"u8.ToArray(), "\r\n"u8.ToArray(), "    "u8.ToArray(), "\v"u8.ToArray(), "\f"u8.ToArray(), [0xC2, 0xA0], "/**/"u8.ToArray()];
    private readonly byte[] _text = new byte[Limits.FrameBytesMax * 4];

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public ReadOnlySpan<byte> Of(int start, int end) => _text.AsSpan(start, end - start);

    // What no longer fits is left out: the frame is too long then as well.
    public void Put(ReadOnlySpan<byte> text)
    {
        if (Length + text.Length > _text.Length / 4)
            return;
        text.CopyTo(_text.AsSpan(Length));
        Length += text.Length;
    }

    public void PutSpace(ref SplitMix random) => Put(Spaces[random.Below(random.OneIn(6) ? Spaces.Length : 5)]);

    public void PutKey(ref SplitMix random) => PutQuotes(Keys[random.Below(Keys.Length)]);

    public void PutWord(ref SplitMix random) => PutQuotes(Words[random.Below(Words.Length)]);

    /// <summary>The old text with one digit or letter changed, a zero or a digit appended, or a sign before it.</summary>
    public void PutQuoted(bool isQuoted, ReadOnlySpan<byte> old, int how, ref SplitMix random)
    {
        Put(isQuoted ? "\""u8 : ""u8);
        int first = Length;
        if (how == 1 && random.OneIn(2))
            Put("-"u8);
        Put(old);
        int length = Length - first;
        if (how == 0 && length > 0)
        {
            int at = first + random.Below(length);
            if (char.IsAsciiDigit((char)_text[at]))
                _text[at] = (byte)('0' + random.Below(10));
            else if (char.IsAsciiLetter((char)_text[at]))
                _text[at] ^= 0x20;
        }
        else if (how == 1)
        {
            Put("00000000000000000000"u8[..random.Below(20)]);
            Put("0123456789"u8.Slice(random.Below(10), 1));
        }
        else if (how == 2)
        {
            Put(random.OneIn(3) ? "e-2"u8 : random.OneIn(2) ? "E+1"u8 : ".0"u8);
        }

        Put(isQuoted ? "\""u8 : ""u8);
    }

    public void PutNumber(bool isQuoted, ref SplitMix random)
    {
        Put(isQuoted ? "\""u8 : ""u8);
        if (random.OneIn(2))
            Put(Numbers[random.Below(Numbers.Length)]);
        else
            PutDigits(ref random);
        Put(isQuoted ? "\""u8 : ""u8);
    }

    public void PutString(ref SplitMix random)
    {
        Put("\""u8);
        for (int piece = random.Below(4); piece > 0; piece--)
        {
            switch (random.Below(5))
            {
                case 0:
                    Put(Escapes[random.Below(Escapes.Length)]);
                    break;
                case 1:
                    Put(Raw[random.Below(Raw.Length)]);
                    break;
                case 2 when random.OneIn(50):
                    for (int i = random.Below(3_000); i > 0; i--)
                        Put("long text "u8);
                    break;
                default:
                    Put("abcdefghijklmnopqrstuvwxyz 0123456789-_.:/"u8.Slice(random.Below(20), 1 + random.Below(20)));
                    break;
            }
        }

        Put(random.OneIn(40) ? ""u8 : "\""u8);
    }

    /// <summary>A scalar or key with one of its letters written as an escape, or an escape or raw byte put into it; most stay what they were to a reader that undoes escapes.</summary>
    public void PutEscaped(ReadOnlySpan<byte> quoted, ref SplitMix random)
    {
        int at = Math.Min(quoted.Length, 1 + random.Below(Math.Max(1, quoted.Length - 2)));
        Put(quoted[..at]);
        if (at < quoted.Length - 1 && random.OneIn(2))
        {
            Span<byte> escape = stackalloc byte[6];
            "\\u00"u8.CopyTo(escape);
            "0123456789abcdef"u8.Slice(quoted[at] >> 4, 1).CopyTo(escape[4..]);
            "0123456789ABCDEF"u8.Slice(quoted[at] & 15, 1).CopyTo(escape[5..]);
            Put(escape);
            at++;
        }
        else
        {
            Put(random.OneIn(3) ? Raw[random.Below(Raw.Length)] : Escapes[random.Below(Escapes.Length)]);
        }

        Put(quoted[at..]);
    }

    public void PutTweaked(ReadOnlySpan<byte> quoted, ref SplitMix random)
    {
        int first = Length;
        Put(quoted);
        int at = first + 1 + random.Below(Math.Max(1, quoted.Length - 2));
        if (random.OneIn(2))
            _text[at] ^= 0x20;
        else
            _text[at] = (byte)('a' + random.Below(26));
    }

    /// <summary>The text within up to 40 containers, which is more than may nest.</summary>
    public void PutNested(ReadOnlySpan<byte> text, ref SplitMix random)
    {
        int depth = random.OneIn(2) ? 1 + random.Below(3) : 24 + random.Below(16);
        bool isArray = random.OneIn(2);
        for (int i = 0; i < depth; i++)
            Put(isArray ? "["u8 : "{\"a\":"u8);
        Put(text);
        for (int i = random.OneIn(20) ? 1 : 0; i < depth; i++)
            Put(isArray ? "]"u8 : "}"u8);
    }

    public void PutValue(ref SplitMix random, int depth)
    {
        switch (random.Below(depth > 0 ? 10 : 7))
        {
            case 0:
                Put("null"u8);
                break;
            case 1:
                Put(random.OneIn(2) ? "true"u8 : "false"u8);
                break;
            case 2:
                PutNumber(isQuoted: false, ref random);
                break;
            case 3:
                PutNumber(isQuoted: true, ref random);
                break;
            case 4:
                PutWord(ref random);
                break;
            case 5:
                PutString(ref random);
                break;
            case 6:
                Put(random.OneIn(2) ? "[]"u8 : "{}"u8);
                break;
            default:
                bool isObject = random.OneIn(2);
                Put(isObject ? "{"u8 : "["u8);
                for (int element = random.Below(4); element >= 0; element--)
                {
                    PutElement(isObject, ref random, depth - 1);
                    Put(element == 0 ? ""u8 : ","u8);
                }

                Put(isObject ? "}"u8 : "]"u8);
                break;
        }
    }

    public void PutElement(bool isPair, ref SplitMix random, int depth = 1)
    {
        if (isPair)
        {
            PutKey(ref random);
            Put(":"u8);
        }

        if (random.OneIn(3))
            Put("[\"61.5\",\"0.25\",\"12\"]"u8);
        else
            PutValue(ref random, depth);
    }

    private void PutQuotes(ReadOnlySpan<byte> text)
    {
        Put("\""u8);
        Put(text);
        Put("\""u8);
    }

    // Up to 24 digits with a point, zeros, a sign and an exponent where they may be, and sometimes where they may not.
    private void PutDigits(ref SplitMix random)
    {
        Put(random.OneIn(12) ? "-"u8 : random.OneIn(60) ? "+"u8 : ""u8);
        Put(random.OneIn(40) ? "0"u8 : ""u8);
        int digits = 1 + random.Below(random.OneIn(4) ? 24 : 12);
        int point = random.OneIn(2) ? random.Below(digits + 1) : -1;
        for (int i = 0; i < digits; i++)
        {
            if (i == point)
                Put(i == 0 && !random.OneIn(10) ? "0."u8 : "."u8);
            Put(random.OneIn(4) ? "0"u8 : "123456789"u8.Slice(random.Below(9), 1));
        }

        if (random.OneIn(8))
        {
            Put(random.OneIn(2) ? "e"u8 : "E"u8);
            Put(random.OneIn(2) ? "-"u8 : random.OneIn(2) ? "+"u8 : ""u8);
            Put(Encoding.ASCII.GetBytes($"{random.Below(random.OneIn(4) ? 100 : 12)}"));
        }
    }

    private static byte[][] Bytes(string words) => [.. words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
}
