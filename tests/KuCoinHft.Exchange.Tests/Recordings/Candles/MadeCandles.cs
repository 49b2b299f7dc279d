using System.Globalization;
using System.Text;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Recordings.Candles;

/// <summary>Candles that a test makes up: a seeded walk, with quiet minutes and missing ones.</summary>
internal static class MadeCandles
{
    public const long StartMs = 1_760_000_040_000;

    public static readonly string[] TwentySymbols =
        [.. new[] { "ADA", "ALGO", "ATOM", "AVAX", "BCH", "BNB", "BTC", "DOGE", "DOT", "EOS", "ETH", "FIL", "KCS", "LINK", "LTC", "SOL", "TRX", "UNI", "XLM", "XRP" }.Select(x => $"{x}-USDT")];

    /// <summary>The text of a candle file and its candles in the units of its last digits.</summary>
    public static string Text(string symbol, int minutes, int priceDecimals, int sizeDecimals, int seed = 1)
    {
        var random = new Random((seed * 7919) + symbol.Sum(x => x));
        var text = new StringBuilder(CandleFile.Header).Append('\n');
        decimal priceUnit = Unit(priceDecimals), sizeUnit = Unit(sizeDecimals);
        long price = random.Next(500, 900_000), startMs = StartMs;
        for (int i = 0; i < minutes; i++, startMs += MinuteCandle.LengthMs)
        {
            if (random.Next(20) == 0)
                continue;
            long reach = Math.Max(1, price / 200);
            long open = Math.Max(10, price + random.NextInt64(-2, 3)), close = Math.Max(10, open + random.NextInt64(-reach, reach + 1));
            long high = Math.Max(open, close) + random.NextInt64(reach), low = Math.Max(5, Math.Min(open, close) - random.NextInt64(Math.Min(reach, 4)));
            long volume = random.Next(10) switch { 0 => 0, 1 => random.Next(1, 30), _ => random.Next(30, 2_000_000) };
            if (volume == 0)
                open = high = low = close = price;
            else if (volume < 4)
                high = low = close = open;
            price = close;
            text.Append(CultureInfo.InvariantCulture, $"{startMs},{open * priceUnit},{high * priceUnit},{low * priceUnit},{close * priceUnit},{volume * sizeUnit}\n");
        }

        return text.ToString();
    }

    /// <summary>A file of one symbol.</summary>
    public static string Write(TemporaryFolder folder, string symbol, string text) => folder.Write($"{symbol}.csv", text);

    /// <summary>A market of twenty symbols with decimals of all kinds.</summary>
    public static Recording Twenty(TemporaryFolder folder, int minutes = 40, long seed = 1)
    {
        for (int i = 0; i < TwentySymbols.Length; i++)
            Write(folder, TwentySymbols[i], Text(TwentySymbols[i], minutes, priceDecimals: i % 9, sizeDecimals: (i * 5) % 9));
        return RecordingCatalog.OpenFolder(folder.Path, seed);
    }

    /// <summary>The lines of a file with a volume, as time and five numbers.</summary>
    public static IEnumerable<(long StartMs, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume)> Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        .Select(line => line.Split(',').Select(x => decimal.Parse(x, CultureInfo.InvariantCulture)).ToArray())
        .Where(x => x[5] > 0).Select(x => ((long)x[0], x[1], x[2], x[3], x[4], x[5]));

    private static decimal Unit(int decimals)
    {
        decimal unit = 1;
        for (int i = 0; i < decimals; i++)
            unit /= 10;
        return unit;
    }
}
