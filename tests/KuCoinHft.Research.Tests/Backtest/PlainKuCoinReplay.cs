using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>What KuCoin's own lines say, by the slow obvious road: System.Text.Json, decimals and sorted dictionaries; nothing of ours.</summary>
/// <remarks>
/// One snapshot a symbol, whenever it came: the messages of that symbol are applied to it in their order, as if those before it had been kept.
/// A message that leaves numbers out is counted and applied all the same, which is what a later snapshot makes of it.
/// </remarks>
internal sealed class PlainKuCoinReplay
{
    private readonly List<(string Symbol, JsonElement Data)> _tickers = [];

    public PlainKuCoinReplay(IEnumerable<string> frameLines, IEnumerable<string> answerLines)
    {
        foreach (string line in answerLines)
            AddSnapshot(line);
        foreach (string line in frameLines)
            AddFrame(line);
        foreach ((string symbol, JsonElement data) in _tickers)
        {
            if (!Books[symbol].Bests.TryGetValue(Whole(data.GetProperty("sequence")), out var best))
                continue;
            TickersCompared++;
            TickersEqual += best == (Number(data, "bestBid"), Number(data, "bestBidSize"), Number(data, "bestAsk"), Number(data, "bestAskSize")) ? 1 : 0;
        }
    }

    public SortedDictionary<string, PlainBook> Books { get; } = new(StringComparer.Ordinal);

    public long Level2Frames { get; private set; }

    public long Old { get; private set; }

    public long Applied { get; private set; }

    public long Gaps { get; private set; }

    public long Crossed { get; private set; }

    public long TickersCompared { get; }

    public long TickersEqual { get; }

    public static string Text(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static decimal Number(JsonElement data, string name) => Number(data.GetProperty(name).GetString()!);

    // KuCoin writes sequences as numbers in some messages and as texts in others.
    private static long Whole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt64() : long.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private void AddSnapshot(string line)
    {
        int url = line.IndexOf("level2?symbol=", StringComparison.Ordinal);
        if (url < 0)
            return;
        string symbol = line[(url + "level2?symbol=".Length)..line.IndexOf(" -> ", StringComparison.Ordinal)];
        JsonElement data = JsonElement.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("data");
        var book = new PlainBook { Sequence = Whole(data.GetProperty("sequence")) };
        foreach (JsonElement row in data.GetProperty("bids").EnumerateArray())
            book.Bids[Number(row[0].GetString()!)] = Number(row[1].GetString()!);
        foreach (JsonElement row in data.GetProperty("asks").EnumerateArray())
            book.Asks[Number(row[0].GetString()!)] = Number(row[1].GetString()!);
        book.NoteBest();
        Books.Add(symbol, book);
    }

    private void AddFrame(string line)
    {
        if (line.Length == 0 || line.StartsWith("wss:", StringComparison.Ordinal))
            return;
        JsonElement message = JsonElement.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]);
        if (!message.TryGetProperty("subject", out JsonElement subject))
            return;
        string topic = message.GetProperty("topic").GetString()!;
        JsonElement data = message.GetProperty("data");
        if (subject.GetString() == "trade.ticker")
            _tickers.Add((topic[(topic.IndexOf(':', StringComparison.Ordinal) + 1)..], data));
        else if (subject.GetString() == "trade.l2update")
            AddLevel2(Books[data.GetProperty("symbol").GetString()!], data);
    }

    private void AddLevel2(PlainBook book, JsonElement data)
    {
        Level2Frames++;
        long first = Whole(data.GetProperty("sequenceStart"));
        long last = Whole(data.GetProperty("sequenceEnd"));
        if (last <= book.Sequence)
        {
            Old++;
            return;
        }

        Applied++;
        Gaps += first > book.Sequence + 1 ? 1 : 0;
        book.Apply(book.Bids, data.GetProperty("changes").GetProperty("bids"));
        book.Apply(book.Asks, data.GetProperty("changes").GetProperty("asks"));
        book.Sequence = last;
        book.NoteBest();
        Crossed += book.Best.Bid >= book.Best.Ask ? 1 : 0;
    }

    /// <summary>One symbol's book.</summary>
    internal sealed class PlainBook
    {
        public SortedDictionary<decimal, decimal> Bids { get; } = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));

        public SortedDictionary<decimal, decimal> Asks { get; } = [];

        public long Sequence { get; set; }

        /// <summary>The best prices and sizes at every sequence at which the book has stood.</summary>
        public Dictionary<long, (decimal Bid, decimal BidSize, decimal Ask, decimal AskSize)> Bests { get; } = [];

        public (decimal Bid, decimal BidSize, decimal Ask, decimal AskSize) Best => (Bids.First().Key, Bids.First().Value, Asks.First().Key, Asks.First().Value);

        public void NoteBest() => Bests[Sequence] = Best;

        /// <summary>Rows of price, size and sequence; price 0 changes nothing, size 0 removes.</summary>
        public void Apply(SortedDictionary<decimal, decimal> side, JsonElement rows)
        {
            foreach (JsonElement row in rows.EnumerateArray())
            {
                decimal price = Number(row[0].GetString()!);
                decimal size = Number(row[1].GetString()!);
                if (price != 0 && Whole(row[2]) > Sequence)
                {
                    if (size == 0)
                        side.Remove(price);
                    else
                        side[price] = size;
                }
            }
        }

        public string Sha256()
        {
            var text = new StringBuilder("bids\n");
            foreach ((decimal price, decimal size) in Bids)
                text.Append(Text(price)).Append(' ').Append(Text(size)).Append('\n');
            text.Append("asks\n");
            foreach ((decimal price, decimal size) in Asks)
                text.Append(Text(price)).Append(' ').Append(Text(size)).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }
}
