using System.Globalization;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>A small order book that changes one price at a time and reports like Binance: every update has an id.</summary>
internal sealed class SimulatedMarket
{
    private readonly Random _random;
    private readonly SortedDictionary<int, int> _bids = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<int, int> _asks = [];
    private readonly Dictionary<int, int> _bidRows = [];
    private readonly Dictionary<int, int> _askRows = [];
    private readonly Dictionary<long, string> _history = [];
    private long _firstUpdate;

    public SimulatedMarket(Random random)
    {
        _random = random;
        for (int i = 1; i <= 10; i++)
        {
            _bids[1000 - i] = 1 + random.Next(9);
            _asks[1000 + i] = 1 + random.Next(9);
        }

        Update = 100;
        _firstUpdate = 101;
    }

    public long Update { get; private set; }

    /// <summary>One order comes, or goes, or takes the best level.</summary>
    public void Step()
    {
        Update++;
        bool isBid = _random.Next(2) == 0;
        SortedDictionary<int, int> side = isBid ? _bids : _asks;
        int best = side.Keys.First();
        // Inside the spread as far as the other side allows, or up to ten behind the best.
        int limit = isBid ? _asks.Keys.First() - 1 : _bids.Keys.First() + 1;
        int price = _random.Next(4) == 0 ? limit : isBid ? best - _random.Next(10) : best + _random.Next(10);
        int size = _random.Next(3) == 0 && side.Count > 3 ? 0 : 1 + _random.Next(9);
        if (_random.Next(5) == 0 && side.Count > 3)
            (price, size) = (best, 0);
        if (size == 0)
            side.Remove(price);
        else
            side[price] = size;
        (isBid ? _bidRows : _askRows)[price] = size;
        _history[Update] = All();
    }

    public string Top() => $"{Text(_bids.First())} | {Text(_asks.First())}";

    public string AllAt(long update) => _history[update];

    public string Book() => $$$"""{"lastUpdateId":{{{Update}}},"bids":{{{Rows(_bids)}}},"asks":{{{Rows(_asks)}}}}""";

    public string Ticker()
    {
        (KeyValuePair<int, int> bid, KeyValuePair<int, int> ask) = (_bids.First(), _asks.First());
        return $$$"""{"stream":"x@bookTicker","data":{"u":{{{Update}}},"s":"X","b":"{{{bid.Key}}}","B":"{{{bid.Value}}}","a":"{{{ask.Key}}}","A":"{{{ask.Value}}}"}}""";
    }

    /// <summary>All that changed since the last call.</summary>
    public string TakeDepth()
    {
        string depth = $$$"""{"stream":"x@depth","data":{"E":1,"U":{{{_firstUpdate}}},"u":{{{Update}}},"s":"X","b":{{{Rows(_bidRows)}}},"a":{{{Rows(_askRows)}}}}}""";
        _firstUpdate = Update + 1;
        _bidRows.Clear();
        _askRows.Clear();
        return depth;
    }

    private string All() => $"{string.Join(", ", _bids.Select(Text))} | {string.Join(", ", _asks.Select(Text))}";

    private static string Rows(IEnumerable<KeyValuePair<int, int>> rows) => $"[{string.Join(',', rows.Select(row => $"[\"{row.Key}\",\"{row.Value}\"]"))}]";

    private static string Text(KeyValuePair<int, int> level) => string.Create(CultureInfo.InvariantCulture, $"{level.Key} {level.Value}");
}
