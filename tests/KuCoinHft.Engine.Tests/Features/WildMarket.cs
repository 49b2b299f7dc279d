using System.Globalization;
using System.Text.RegularExpressions;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>Events that no sane market makes: prices over six decades, sizes up to 10^15 lots, empty and crossed books, seconds without a frame.</summary>
public static partial class WildMarket
{
    public static List<MarketEvent> Make(int seed, int count)
    {
        var random = new Random(seed);
        var events = new List<MarketEvent>();
        var books = new TopOfBook[2];
        long nowNs = SyntheticMarket.StartNs;
        for (int i = 0; i < count; i++)
        {
            nowNs += (long)Math.Pow(10, random.Next(10));
            int id = random.Next(2);
            int what = random.Next(10);
            if (what < 3)
                events.Add(MarketEvent.Timer(nowNs, id, in books[id]));
            else if (what < 6)
                events.Add(MarketEvent.Trade(nowNs, id, in books[id], random.Next(2) == 0 ? Side.Buy : Side.Sell, 1 + Decades(random, 10), 1 + Decades(random, 16)));
            else if (what < 9)
                events.Add(MarketEvent.Level2(nowNs, id, books[id] = Book(random, id)));
            else
                events.Add(Candle(random, nowNs, id));
        }

        return events;
    }

    /// <summary>The bounds that a feature's units state.</summary>
    public static (double Low, double High) Bounds(string units)
    {
        if (units.Contains("ln 61", StringComparison.Ordinal))
            return (0, Math.Log(61));
        Match match = Clip().Match(units);
        if (match.Success)
            return (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return units switch
        {
            "-1..1" => (-1, 1),
            "0..1" => (0, 1),
            "ln(1+1/s)" => (0, 30),
            _ => throw new ArgumentException($"The units '{units}' state no bounds; write them as lo..hi or [lo,hi].", nameof(units)),
        };
    }

    private static MarketEvent Candle(Random random, long nowNs, int id)
    {
        TopOfBook none = default;
        long low = 1 + Decades(random, 10);
        long high = low + Decades(random, 10);
        return MarketEvent.Candle(
            nowNs, id, in none, (nowNs / BarWindow.BarNs) - random.Next(60), low, high, random.NextInt64(low, high + 1), Decades(random, 16) - 1, isAnswer: false);
    }

    private static TopOfBook Book(Random random, int id)
    {
        long bid = 100 + Decades(random, 7);
        TopOfBook book = SyntheticMarket.Book(id, bid, bid + 1 + Decades(random, random.Next(5)), 1 + Decades(random, 15));
        if (random.Next(30) == 0)
            book.Flags &= ~BookFlags.Live;
        if (random.Next(30) == 0)
            book.Bids[0].PriceTicks = book.Asks[0].PriceTicks + 1;
        for (int level = 1 + random.Next(5); level < Limits.TopLevels; level++)
            book.Asks[level] = default;
        return book;
    }

    private static long Decades(Random random, int decades) => (long)Math.Pow(10, decades * random.NextDouble());

    [GeneratedRegex(@"\[(-?\d+),(-?\d+)\]")]
    private static partial Regex Clip();
}
