using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>What a consumer of the translated frames sees, symbol by symbol, and everything that it would have to complain about.</summary>
internal sealed class BinanceReplay
{
    private readonly Dictionary<string, Market> _markets = [];
    private long _lastReceiveNs;

    public IReadOnlyDictionary<string, Market> Markets => _markets;

    public int Events { get; private set; }

    public int ReceivedBackInTime { get; private set; }

    public long LagNsMin { get; private set; } = long.MaxValue;

    public void Apply(RecordedEvent recorded)
    {
        Events++;
        ReceivedBackInTime += recorded.ReceiveNs < _lastReceiveNs ? 1 : 0;
        _lastReceiveNs = recorded.ReceiveNs;
        using JsonDocument document = JsonDocument.Parse(recorded.Json);
        JsonElement root = document.RootElement;
        JsonElement data = root.GetProperty("data");
        if (recorded.Kind == RecordedKind.Snapshot)
        {
            Of(recorded.Symbol!).Load(data);
            return;
        }

        string topic = root.GetProperty("topic").GetString()!;
        Market market = Of(topic.Split(':')[1]);
        long timeNs = root.GetProperty("subject").GetString() switch
        {
            "trade.l2update" => market.ApplyLevel2(data),
            "trade.ticker" => market.ApplyTicker(data, recorded.ReceiveNs),
            "trade.l3match" => market.ApplyMatch(data),
            var other => throw new InvalidOperationException(other),
        };
        LagNsMin = Math.Min(LagNsMin, recorded.ReceiveNs - timeNs);
    }

    public Market Of(string symbol) => _markets.TryGetValue(symbol, out Market? market) ? market : _markets[symbol] = new Market();

    internal sealed class Market
    {
        private long _lastTimeMs;
        private long _lastTickerNs;
        private string? _lastTop;

        public ReplayedBook Book { get; } = new();

        public MinuteCandles Candles { get; } = new();

        public int Snapshots { get; private set; }

        public int Level2 { get; private set; }

        public int Tickers { get; private set; }

        public int Matches { get; private set; }

        /// <summary>Rows whose numbers are not exactly first..last of their message, or messages that do not follow the one before.</summary>
        public int HolesInSequence { get; private set; }

        public int Crossed { get; private set; }

        public int RowsCrossed { get; private set; }

        public int RowsWithoutChange { get; private set; }

        public int TickersUnlikeBook { get; private set; }

        public int TickersTooSoon { get; private set; }

        public int TickersWithoutNews { get; private set; }

        public int TimesBack { get; private set; }

        public int OneSided { get; private set; }

        public List<(string Id, string Sell, string Price, string Size)> Trades { get; } = [];

        public void Load(JsonElement data)
        {
            Snapshots++;
            Book.Load(data);
        }

        public long ApplyLevel2(JsonElement data)
        {
            Level2++;
            long first = data.GetProperty("sequenceStart").GetInt64();
            long last = data.GetProperty("sequenceEnd").GetInt64();
            var rows = new SortedDictionary<long, (bool IsBid, decimal Price, decimal Size)>();
            foreach (string side in (string[])["asks", "bids"])
            {
                foreach (JsonElement row in data.GetProperty("changes").GetProperty(side).EnumerateArray())
                    rows.Add(long.Parse(row[2].GetString()!), (side == "bids", ReplayedBook.Number(row[0]), ReplayedBook.Number(row[1])));
            }

            bool exact = first == Book.Sequence + 1 && rows.Count == last - first + 1 && rows.Keys.First() == first && rows.Keys.Last() == last;
            HolesInSequence += exact ? 0 : 1;
            CheckRows(rows.Values);
            Book.Apply(data);
            Crossed += Book.IsCrossedOrLocked ? 1 : 0;
            OneSided += Book.Bids.Count == 0 || Book.Asks.Count == 0 ? 1 : 0;
            long timeMs = data.GetProperty("time").GetInt64();
            TimesBack += timeMs < _lastTimeMs ? 1 : 0;
            _lastTimeMs = timeMs;
            return timeMs * Nanos.PerMillisecond;
        }

        public long ApplyTicker(JsonElement data, long receiveNs)
        {
            Tickers++;
            bool isSame = long.Parse(data.GetProperty("sequence").GetString()!) == Book.Sequence && Book.TopEquals(data);
            TickersUnlikeBook += isSame ? 0 : 1;
            TickersTooSoon += receiveNs - _lastTickerNs < 100 * Nanos.PerMillisecond ? 1 : 0;
            _lastTickerNs = receiveNs;
            string top = $"{data.GetProperty("bestBid")} {data.GetProperty("bestBidSize")} {data.GetProperty("bestAsk")} {data.GetProperty("bestAskSize")}";
            TickersWithoutNews += top == _lastTop ? 1 : 0;
            _lastTop = top;
            return data.GetProperty("time").GetInt64() * Nanos.PerMillisecond;
        }

        public long ApplyMatch(JsonElement data)
        {
            Matches++;
            long timeNs = long.Parse(data.GetProperty("time").GetString()!);
            Candles.Add(timeNs / Nanos.PerMillisecond, ReplayedBook.Number(data.GetProperty("price")), ReplayedBook.Number(data.GetProperty("size")));
            Trades.Add((data.GetProperty("tradeId").GetString()!, data.GetProperty("side").GetString()!, data.GetProperty("price").GetString()!, data.GetProperty("size").GetString()!));
            return timeNs;
        }

        // Row by row in order of sequence, on the books' own dictionaries, undone afterwards: a consumer may stop at any number.
        private void CheckRows(IEnumerable<(bool IsBid, decimal Price, decimal Size)> rows)
        {
            var undo = new Stack<(SortedDictionary<decimal, decimal> Side, decimal Price, decimal Size)>();
            foreach ((bool isBid, decimal price, decimal size) in rows)
            {
                SortedDictionary<decimal, decimal> side = isBid ? Book.Bids : Book.Asks;
                decimal before = side.GetValueOrDefault(price);
                RowsWithoutChange += before == size ? 1 : 0;
                undo.Push((side, price, before));
                ReplayedBook.Set(side, price, size);
                RowsCrossed += Book.IsCrossedOrLocked ? 1 : 0;
            }

            while (undo.TryPop(out (SortedDictionary<decimal, decimal> Side, decimal Price, decimal Size) row))
                ReplayedBook.Set(row.Side, row.Price, row.Size);
        }
    }
}
