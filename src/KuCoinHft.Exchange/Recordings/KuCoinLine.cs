using System.Text;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>A line of a KuCoin recording.</summary>
/// <remarks>
/// <code>
/// 1619378326.364592: {"data":…}                                                        a received frame, whatever stands after the colon
/// wss://… &lt;- 1619378326.126: {…}                                                       sent by the recorder: skipped
/// https://…/orderbook/level2?symbol=SNX-BTC -> 1619378326.882333: {"code":…}           a book
/// https://…/api/v1/symbols -> 1619378325.0931761: {"code":…}                           the list of symbols; api/v2 too
/// configuration: {…}                                                                   the recorder's own note: skipped
/// </code>
/// Source: cryptofeed's raw data collection.
/// </remarks>
internal static class KuCoinLine
{
    private static ReadOnlySpan<byte> BookPath => "/orderbook/level2?symbol="u8;

    /// <summary>Whether a line has this form; the kind of a file is decided by its first line.</summary>
    public static bool Fits(ReadOnlySpan<byte> line) => IsSent(line) || IsAnswer(line) || TryTime(line, out _, out _);

    /// <summary>A <see cref="LineForm"/>.</summary>
    public static TimedLine Parse(ReadOnlyMemory<byte> line, LineFile file)
    {
        ReadOnlySpan<byte> text = line.Span;
        if (text.IsEmpty || IsSent(text))
            return default;
        if (IsAnswer(text))
            return ParseAnswer(line, file);
        if (TryTime(text, out long timeNs, out int length))
            return new TimedLine(timeNs, LineKind.Frame, null, line[length..]);
        string cause = BinanceLine.Fits(text) ? "this is a line of a Binance recording among KuCoin's; give files of one kind" :
            "the line does not begin with \"<unix seconds>: \"; mend or delete it";
        throw file.Fault(cause);
    }

    private static bool IsSent(ReadOnlySpan<byte> line) => line.StartsWith("wss://"u8) || line.StartsWith("ws://"u8) || line.StartsWith("configuration: "u8);

    private static bool IsAnswer(ReadOnlySpan<byte> line) => line.StartsWith("https://"u8) || line.StartsWith("http://"u8);

    private static TimedLine ParseAnswer(ReadOnlyMemory<byte> line, LineFile file)
    {
        int arrow = line.Span.IndexOf(" -> "u8);
        if (arrow < 0)
            return default;
        ReadOnlySpan<byte> url = line.Span[..arrow];
        ReadOnlyMemory<byte> rest = line[(arrow + 4)..];
        int book = url.IndexOf(BookPath);
        bool list = url.EndsWith("/api/v1/symbols"u8) || url.EndsWith("/api/v2/symbols"u8);
        if (book < 0 && !list)
            return default;
        if (!TryTime(rest.Span, out long timeNs, out int length))
            throw file.Fault("the answer has no \"<unix seconds>: \" after \" -> \"; mend or delete the line");
        return list ?
            new TimedLine(timeNs, LineKind.Symbols, null, rest[length..]) :
            new TimedLine(timeNs, LineKind.Snapshot, Encoding.UTF8.GetString(url[(book + BookPath.Length)..]), rest[length..]);
    }

    // Integer arithmetic: a double of 2021 resolves 0.24 microseconds only.
    private static bool TryTime(ReadOnlySpan<byte> text, out long timeNs, out int length)
    {
        timeNs = 0;
        length = text.IndexOf(": "u8) + 2;
        return length > 2 && length < 32 && text[0] is >= (byte)'0' and <= (byte)'9' && TryNanos(text[..(length - 2)], out timeNs);
    }

    private static bool TryNanos(ReadOnlySpan<byte> seconds, out long timeNs)
    {
        int point = seconds.IndexOf((byte)'.');
        return DecimalText.TryParse(point >= 0 && seconds.Length - point > 10 ? seconds[..(point + 10)] : seconds, 9, out timeNs);
    }
}
