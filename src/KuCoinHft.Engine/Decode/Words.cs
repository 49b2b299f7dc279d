using System.Text;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>The words and whole numbers that KuCoin's fields hold.</summary>
internal static class Words
{
    /// <summary>Largest time that is taken for milliseconds: the year 2255. A later one would overflow as nanoseconds.</summary>
    public const long MillisMax = 9_000_000_000_000;

    private const int LongDigitsMax = 19;
    private const int Minute = 60;
    private const int Hour = 60 * Minute;
    private const int Day = 24 * Hour;

    private static readonly (byte[] Type, int Seconds)[] Bars =
    [
        ([.. "1min"u8], Minute),
        ([.. "3min"u8], 3 * Minute),
        ([.. "5min"u8], 5 * Minute),
        ([.. "15min"u8], 15 * Minute),
        ([.. "30min"u8], 30 * Minute),
        ([.. "1hour"u8], Hour),
        ([.. "2hour"u8], 2 * Hour),
        ([.. "4hour"u8], 4 * Hour),
        ([.. "6hour"u8], 6 * Hour),
        ([.. "8hour"u8], 8 * Hour),
        ([.. "12hour"u8], 12 * Hour),
        ([.. "1day"u8], Day),
        ([.. "1week"u8], 7 * Day),
        ([.. "1month"u8], 30 * Day),
    ];

    public static Side Side(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("buy"u8) ? Market.Side.Buy
        : word.SequenceEqual("sell"u8) ? Market.Side.Sell
        : Market.Side.None;

    public static OrderEvent OrderEvent(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("received"u8) ? Decode.OrderEvent.Received
        : word.SequenceEqual("open"u8) ? Decode.OrderEvent.Open
        : word.SequenceEqual("match"u8) ? Decode.OrderEvent.Match
        : word.SequenceEqual("update"u8) ? Decode.OrderEvent.Update
        : word.SequenceEqual("filled"u8) ? Decode.OrderEvent.Filled
        : word.SequenceEqual("canceled"u8) ? Decode.OrderEvent.Canceled
        : Decode.OrderEvent.None;

    /// <summary>1 to 4, or 0: the engine follows the event, so the status is only checked to be one of KuCoin's.</summary>
    public static int OrderStatus(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("new"u8) ? 1
        : word.SequenceEqual("open"u8) ? 2
        : word.SequenceEqual("match"u8) ? 3
        : word.SequenceEqual("done"u8) ? 4
        : 0;

    /// <summary>1 taker, 2 maker, or 0.</summary>
    public static int Liquidity(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("taker"u8) ? 1
        : word.SequenceEqual("maker"u8) ? 2
        : 0;

    /// <summary>The words of newer pushes, of older ones, and those of KuCoin's specification, which are an order's.</summary>
    public static OrderEvent StopEvent(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "triggered"u8) ? Decode.OrderEvent.Triggered
        : word.SequenceEqual("cancel"u8) ? Decode.OrderEvent.Canceled
        : OrderEvent(word);

    public static StopTrigger StopTrigger(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("loss"u8) || word.SequenceEqual("l_l_o"u8) || word.SequenceEqual("l_s_o"u8) ? Decode.StopTrigger.Loss
        : word.SequenceEqual("entry"u8) || word.SequenceEqual("e_l_o"u8) || word.SequenceEqual("e_s_o"u8) ? Decode.StopTrigger.Entry
        : word.SequenceEqual("tso"u8) ? Decode.StopTrigger.Trailing
        : Decode.StopTrigger.None;

    public static IsolatedStatus IsolatedStatus(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("DEBT"u8) ? Decode.IsolatedStatus.Debt
        : word.SequenceEqual("CLEAR"u8) ? Decode.IsolatedStatus.Clear
        : word.SequenceEqual("IN_BORROW"u8) ? Decode.IsolatedStatus.InBorrow
        : word.SequenceEqual("IN_REPAY"u8) ? Decode.IsolatedStatus.InRepay
        : word.SequenceEqual("IN_LIQUIDATION"u8) ? Decode.IsolatedStatus.InLiquidation
        : word.SequenceEqual("IN_AUTO_RENEW"u8) ? Decode.IsolatedStatus.InAutoRenew
        : Decode.IsolatedStatus.None;

    public static MarginEvent MarginEvent(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("FROZEN_FL"u8) ? Decode.MarginEvent.FrozenForLiquidation
        : word.SequenceEqual("UNFROZEN_FL"u8) ? Decode.MarginEvent.UnfrozenFromLiquidation
        : word.SequenceEqual("FROZEN_RENEW"u8) ? Decode.MarginEvent.FrozenForRenewal
        : word.SequenceEqual("UNFROZEN_RENEW"u8) ? Decode.MarginEvent.UnfrozenFromRenewal
        : word.SequenceEqual("LIABILITY"u8) ? Decode.MarginEvent.NegativeBalance
        : word.SequenceEqual("UNLIABILITY"u8) ? Decode.MarginEvent.NegativeBalanceRepaid
        : Decode.MarginEvent.None;

    /// <summary>Length of a bar in seconds, or 0. A month, which has no one length, counts 30 days.</summary>
    public static int BarSeconds(ReadOnlySpan<byte> type)
    {
        foreach ((byte[] name, int seconds) in Bars)
        {
            if (type.SequenceEqual(name))
                return seconds;
        }

        return 0;
    }

    /// <summary>A whole number from 0 to the largest long, plain digits: sequences, times, codes.</summary>
    /// <returns>None, Number, or NumberTooLong.</returns>
    public static BadReason Integer(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        // 19 digits are the most that a long holds, and always fit a ulong.
        if (text.Length == 0 || (text[0] == '0' && text.Length > 1))
            return BadReason.Number;
        ulong number = 0;
        int digits = Math.Min(text.Length, LongDigitsMax);
        for (int i = 0; i < digits; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit > 9)
                return BadReason.Number;
            number = (number * 10) + digit;
        }

        if (text[digits..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return BadReason.Number;
        if (text.Length > LongDigitsMax || number > long.MaxValue)
            return BadReason.NumberTooLong;
        value = (long)number;
        return BadReason.None;
    }
}
