using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests;

/// <summary>A recording written by a test, one line per event.</summary>
internal sealed class Tape : Recording
{
    public const long StartNs = 1_760_000_000_000_000_000;
    public const string Btc = "BTC-USDT";

    private readonly List<RecordedEvent> _events = [];
    private long _sequence = 100;

    public override string Name => "tape";

    public override IReadOnlyList<Instrument> Instruments { get; } =
    [
        new Instrument { Id = 0, Symbol = Btc, BaseCurrency = "BTC", QuoteCurrency = "USDT", PriceDecimals = 1, SizeDecimals = 8, SizeLotsMin = 1000, FundsQuoteMin = 10_000_000, IsMarginEnabled = true },
        new Instrument { Id = 1, Symbol = "ETH-USDT", BaseCurrency = "ETH", QuoteCurrency = "USDT", PriceDecimals = 2, SizeDecimals = 7, SizeLotsMin = 1000, FundsQuoteMin = 10_000_000, IsMarginEnabled = true },
        new Instrument { Id = 2, Symbol = "SNX-USDT", BaseCurrency = "SNX", QuoteCurrency = "USDT", PriceDecimals = 3, SizeDecimals = 4, IsMarginEnabled = false },
    ];

    /// <summary>Time of the next event.</summary>
    public long NowNs { get; private set; } = StartNs;

    public override IEnumerable<RecordedEvent> Read() => _events;

    public Tape After(long ns)
    {
        NowNs += ns;
        return this;
    }

    /// <summary>A snapshot; levels as "price size, price size", best first.</summary>
    public Tape Book(string bids, string asks, string symbol = Btc)
    {
        string body = $$$"""{"code":"200000","data":{"time":{{{NowNs / 1_000_000}}},"sequence":"{{{_sequence}}}","bids":[{{{Levels(bids)}}}],"asks":[{{{Levels(asks)}}}]}}""";
        _events.Add(new RecordedEvent(NowNs++, RecordedKind.Snapshot, symbol, Encoding.UTF8.GetBytes(body)));
        return this;
    }

    public Tape Bid(string price, string size, string symbol = Btc) => Level("bids", price, size, symbol);

    public Tape Ask(string price, string size, string symbol = Btc) => Level("asks", price, size, symbol);

    /// <summary>A trade; side is the taker's.</summary>
    public Tape Trade(string side, string price, string size, string symbol = Btc) => Frame(
        $$$"""{"data":{"symbol":"{{{symbol}}}","sequence":"{{{5_000_000 + _sequence}}}","side":"{{{side}}}","size":"{{{size}}}","price":"{{{price}}}","takerOrderId":"t","time":"{{{NowNs}}}","type":"match","makerOrderId":"m","tradeId":"1"},"subject":"trade.l3match","topic":"/market/match:{{{symbol}}}","type":"message"}""");

    public Tape Frame(string json)
    {
        _events.Add(new RecordedEvent(NowNs++, RecordedKind.Frame, null, Encoding.UTF8.GetBytes(json)));
        return this;
    }

    /// <summary>Skips sequence numbers, as a recorder that lost a line.</summary>
    public Tape Gap(int count)
    {
        _sequence += count;
        return this;
    }

    private Tape Level(string side, string price, string size, string symbol)
    {
        string row = $"""["{price}","{size}","{++_sequence}"]""";
        string changes = side == "bids" ? $$"""{"asks":[],"bids":[{{row}}]}""" : $$"""{"asks":[{{row}}],"bids":[]}""";
        return Frame($$$"""{"type":"message","topic":"/market/level2:{{{symbol}}}","subject":"trade.l2update","data":{"changes":{{{changes}}},"sequenceStart":{{{_sequence}}},"sequenceEnd":{{{_sequence}}},"symbol":"{{{symbol}}}","time":{{{NowNs / 1_000_000}}} }}""");
    }

    private static string Levels(string text) => string.Join(',', text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(x => JsonSerializer.Serialize(x.Split(' '))));
}
