using System.Globalization;
using System.Text;
using System.Text.Unicode;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Trace;

/// <summary>The engine's integers as people write them.</summary>
internal static class SessionText
{
    // 10^-8, as money and shares are counted.
    private const int QuoteDecimals = 8;

    /// <summary>A session time as UTC with all its nanoseconds.</summary>
    public static string Utc(long ns) =>
        DateTimeOffset.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + $"{ns % 100:00}";

    public static string Price(Instrument instrument, long ticks) => BookText.Decimal(ticks, instrument.PriceDecimals);

    public static string Size(Instrument instrument, long lots) => BookText.Decimal(lots, instrument.SizeDecimals);

    /// <summary>10^-8 of a currency, or a share of 10^-8.</summary>
    public static string E8(long units) => BookText.Decimal(units, QuoteDecimals);

    /// <summary>Halves of the symbol's maximum as a share of it.</summary>
    public static string Target(int halves) => Dec.FromUnits(halves * 5, 1).ToString();

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A frame's bytes as text; as hexadecimal where they are none, such as a timer's.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) && !bytes.ContainsAnyInRange((byte)0, (byte)8) ? Encoding.UTF8.GetString(bytes) : Convert.ToHexStringLower(bytes);
}
