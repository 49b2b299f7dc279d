using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>A line of a Binance recording.</summary>
/// <remarks>
/// <code>
/// 1723161254087891268 {"stream":"btcusdt@bookTicker","data":{…}}      a message of a combined stream
/// 1723161254206652067 {"lastUpdateId":50093239218,"bids":[…],…}       a REST book, of the symbol of its file
/// </code>
/// Source: hftbacktest's collector.
/// </remarks>
internal static class BinanceLine
{
    /// <summary>Whether a line has this form; the kind of a file is decided by its first line.</summary>
    public static bool Fits(ReadOnlySpan<byte> line) => TryTime(line, out _, out _);

    /// <summary>A <see cref="LineForm"/>. Whether it is a stream's or a book is seen when the JSON is read.</summary>
    public static TimedLine Parse(ReadOnlyMemory<byte> line, LineFile file)
    {
        if (line.IsEmpty)
            return default;
        if (TryTime(line.Span, out long timeNs, out int length))
            return new TimedLine(timeNs, LineKind.Frame, null, line[length..]);
        string cause = KuCoinLine.Fits(line.Span) ? "this is a line of a KuCoin recording among Binance's; give files of one kind" :
            "the line does not begin with \"<unix nanoseconds> {\"; mend or delete it";
        throw file.Fault(cause);
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long timeNs, out int length)
    {
        timeNs = 0;
        length = text.IndexOf((byte)' ') + 1;
        return length > 1 && length < text.Length && text[length] == '{' && DecimalText.TryParse(text[..(length - 1)], 0, out timeNs);
    }
}
