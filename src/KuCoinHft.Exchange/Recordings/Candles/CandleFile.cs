using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>One symbol's one-minute candles as text, plain or gzip; the file's name is the symbol: <c>BTC-USDT.csv.gz</c>.</summary>
/// <remarks>
/// <code>
/// open_time_ms,open,high,low,close,volume            this line first
/// 1676716260000,24527.9,24533.6,24527.8,24533.4,0.48543027
/// </code>
/// Minutes grow; a missing one is a minute without a trade. Prices have at most 11 decimal places, volumes 8.
/// Errors: <see cref="RecordingException"/> with file and line.
/// </remarks>
internal static class CandleFile
{
    public const int PriceDecimalsMax = 11;
    public const int SizeDecimalsMax = 8;
    public const string Header = "open_time_ms,open,high,low,close,volume";

    private const int Columns = 6;
    private static readonly string[] Names = Header.Split(',');

    /// <summary>Whether a file's first line is that of a candle file.</summary>
    public static bool Fits(ReadOnlySpan<byte> line) => line.StartsWith("open_time_ms"u8);

    /// <summary>The symbol in the name of a candle file.</summary>
    public static string Symbol(string path)
    {
        string name = Path.GetFileName(path);
        name = name[..Math.Max(0, name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : name.Length)];
        string[] parts = name.Split('-');
        return parts.Length == 2 && parts[0].Length > 0 && parts[1].Length > 0 ? name :
            throw new RecordingException($"{path} names no symbol; call a candle file after its pair, such as BTC-USDT.csv or BTC-USDT.csv.gz.");
    }

    /// <summary>The finest decimals that occur, and every fault of the file.</summary>
    public static Decimals Scan(string path)
    {
        var decimals = default(Decimals);
        using LineFile file = LineFile.Open(path);
        ReadHeader(file);
        long lastMs = long.MinValue;
        Span<long> values = stackalloc long[Columns];
        bool any = false;
        while (file.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (line.IsEmpty)
                continue;
            any = true;
            Parse(line.Span, file, PriceDecimalsMax, SizeDecimalsMax, values, ref decimals);
            MinuteCandle candle = Candle(values);
            Check(candle, lastMs, file);
            Widen(candle, ref decimals, file);
            lastMs = candle.StartMs;
        }

        return any ? decimals : throw new RecordingException($"{path} holds no candle after its first line.");
    }

    /// <summary>The candles in order; the file was scanned.</summary>
    public static IEnumerable<MinuteCandle> Read(string path, int priceDecimals, int sizeDecimals)
    {
        using LineFile file = LineFile.Open(path);
        ReadHeader(file);
        while (file.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (!line.IsEmpty)
                yield return Read(line.Span, file, priceDecimals, sizeDecimals);
        }
    }

    private static MinuteCandle Read(ReadOnlySpan<byte> line, LineFile file, int priceDecimals, int sizeDecimals)
    {
        var decimals = default(Decimals);
        Span<long> values = stackalloc long[Columns];
        Parse(line, file, priceDecimals, sizeDecimals, values, ref decimals);
        return Candle(values);
    }

    private static MinuteCandle Candle(ReadOnlySpan<long> values) => new(values[0], values[1], values[2], values[3], values[4], values[5]);

    private static void ReadHeader(LineFile file)
    {
        if (!file.TryRead(out ReadOnlyMemory<byte> line) || !Fits(line.Span))
            throw file.Fault($"a candle file begins with the line \"{Header}\"");
        if (!line.Span.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Header)))
            throw file.Fault($"the columns of a candle file are \"{Header}\", in this order");
    }

    private static void Parse(ReadOnlySpan<byte> line, LineFile file, int priceDecimals, int sizeDecimals, Span<long> values, ref Decimals finest)
    {
        int column = 0;
        foreach (Range range in line.Split((byte)','))
        {
            ReadOnlySpan<byte> text = line[range];
            if (column == Columns)
                throw file.Fault($"more than {Columns} columns; expected {Header}");
            int decimals = column switch { 0 => 0, Columns - 1 => sizeDecimals, _ => priceDecimals };
            if (text.IndexOfAny((byte)'e', (byte)'E') >= 0 || !DecimalText.TryParse(text, decimals, out values[column]))
                throw file.Fault($"{Names[column]} is \"{System.Text.Encoding.UTF8.GetString(text)}\"; expected a plain decimal number with at most {decimals} decimal places");
            int places = DecimalText.Places(text);
            if (column == Columns - 1)
                finest.Size = Math.Max(finest.Size, places);
            else
                finest.Price = Math.Max(finest.Price, places);
            column++;
        }

        if (column < Columns)
            throw file.Fault($"only {column} of {Columns} columns; expected {Header}");
    }

    private static void Check(in MinuteCandle candle, long lastMs, LineFile file)
    {
        if (candle.StartMs % MinuteCandle.LengthMs != 0)
            throw file.Fault($"open_time_ms {candle.StartMs} is not the beginning of a minute");
        if (candle.StartMs <= lastMs)
            throw file.Fault($"open_time_ms {candle.StartMs} does not come after the line before, {lastMs}; sort the file and drop what stands in it twice");
        if (candle.LowTicks < 2)
            throw file.Fault("a price is 0, or too small for a bid below it");
        if (candle.HighTicks < Math.Max(candle.OpenTicks, candle.CloseTicks) || candle.LowTicks > Math.Min(candle.OpenTicks, candle.CloseTicks))
            throw file.Fault("high is below open or close, or low above one of them");
    }

    // A volume is split into trades of at least one lot each, so lots must be fine enough for the fewest trades that give the prices.
    // Of prices likewise: below the lowest trade there must be room for a bid.
    private static void Widen(in MinuteCandle candle, ref Decimals decimals, LineFile file)
    {
        while (candle.LowTicks / PowersOfTen.Long(PriceDecimalsMax - decimals.Price) < 2)
            decimals.Price++;
        if (candle.SizeLots == 0 || candle.SizeLots >= CandlePath.CornersMax * PowersOfTen.Long(SizeDecimalsMax - decimals.Size))
            return;
        int prints = CandlePath.PrintsMin(candle);
        while (candle.SizeLots / PowersOfTen.Long(SizeDecimalsMax - decimals.Size) < prints)
        {
            if (decimals.Size++ == SizeDecimalsMax)
                throw file.Fault($"a volume of {DecimalText.Format(candle.SizeLots, SizeDecimalsMax)} cannot be split into the {prints} trades that its prices need");
        }
    }
}
