using System.Buffers;
using System.Buffers.Text;
using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>Writes the messages of one symbol as KuCoin does today.</summary>
/// <remarks>
/// Units of the arguments: 10^-8, or as fine as the constructor is told. The bytes given back belong to the caller.
/// Source: KuCoin's documentation of /market/level2, /market/ticker, /market/match and of GET /api/v3/market/orderbook/level2.
/// </remarks>
internal sealed class KuCoinFrameWriter(string symbol, EventMemory memory, int priceDecimals = BinanceMessage.DecimalsMax, int sizeDecimals = BinanceMessage.DecimalsMax)
{
    /// <summary>KuCoin's trade ids have 17 digits; a Binance id below 10^16 keeps its digits and its order behind a leading 1.</summary>
    private const long TradeIdOffset = 10_000_000_000_000_000;

    private readonly byte[] _symbol = Encoding.UTF8.GetBytes(symbol);
    private byte[] _text = new byte[64 << 10];
    private int _length;

    /// <summary>A <c>trade.l2update</c>: every row takes one sequence number, from <paramref name="sequenceStart"/> on.</summary>
    public ReadOnlyMemory<byte> Level2(BookChanges changes, long sequenceStart, long timeMs)
    {
        long asksRemoved = sequenceStart + changes.BidsRemoved.Count;
        long bidsSet = asksRemoved + changes.AsksRemoved.Count;
        long asksSet = bidsSet + changes.BidsSet.Count;
        Begin("level2"u8, "trade.l2update"u8);
        Add("{\"changes\":{\"asks\":["u8);
        AddRows(changes.AsksRemoved, asksRemoved);
        AddRows(changes.AsksSet, asksSet);
        EndRows();
        Add("],\"bids\":["u8);
        AddRows(changes.BidsRemoved, sequenceStart);
        AddRows(changes.BidsSet, bidsSet);
        EndRows();
        Add("]},\"sequenceStart\":"u8);
        Add(sequenceStart);
        Add(",\"sequenceEnd\":"u8);
        Add(sequenceStart + changes.Count - 1);
        Add(",\"symbol\":\""u8);
        Add(_symbol);
        Add("\",\"time\":"u8);
        Add(timeMs);
        Add("}}"u8);
        return memory.Keep(_text.AsSpan(0, _length));
    }

    /// <summary>A <c>trade.ticker</c>.</summary>
    /// <param name="timeMs">Time of the last trade, as KuCoin has it.</param>
    public ReadOnlyMemory<byte> Ticker(long sequence, PricedSize bid, PricedSize ask, PricedSize lastTrade, long timeMs)
    {
        Begin("ticker"u8, "trade.ticker"u8);
        Add("{\"sequence\":\""u8);
        Add(sequence);
        AddPrice("\",\"price\":\""u8, lastTrade.Price);
        AddSize("\",\"size\":\""u8, lastTrade.Size);
        AddPrice("\",\"bestAsk\":\""u8, ask.Price);
        AddSize("\",\"bestAskSize\":\""u8, ask.Size);
        AddPrice("\",\"bestBid\":\""u8, bid.Price);
        AddSize("\",\"bestBidSize\":\""u8, bid.Size);
        Add("\",\"time\":"u8);
        Add(timeMs);
        Add("}}"u8);
        return memory.Keep(_text.AsSpan(0, _length));
    }

    /// <summary>A <c>trade.l3match</c>. Binance names no orders: their ids are made of the trade's second and number, and end in 00 and 01.</summary>
    public ReadOnlyMemory<byte> Match(long tradeId, PricedSize trade, bool takerSold, long timeMs)
    {
        Begin("match"u8, "trade.l3match"u8);
        Add("{\"type\":\"match\",\"symbol\":\""u8);
        Add(_symbol);
        Add(takerSold ? "\",\"side\":\"sell"u8 : "\",\"side\":\"buy"u8);
        AddPrice("\",\"price\":\""u8, trade.Price);
        AddSize("\",\"size\":\""u8, trade.Size);
        Add("\",\"sequence\":\""u8);
        Add(TradeIdOffset + tradeId);
        Add("\",\"tradeId\":\""u8);
        Add(TradeIdOffset + tradeId);
        Add("\",\"makerOrderId\":\""u8);
        AddOrderId(timeMs, tradeId, 0);
        Add("\",\"takerOrderId\":\""u8);
        AddOrderId(timeMs, tradeId, 1);
        Add("\",\"time\":\""u8);
        Add(timeMs * Nanos.PerMillisecond);
        Add("\"}}"u8);
        return memory.Keep(_text.AsSpan(0, _length));
    }

    /// <summary>The body of a REST answer with the whole book.</summary>
    /// <param name="bids">Best first, as <paramref name="asks"/>.</param>
    public ReadOnlyMemory<byte> Snapshot(IEnumerable<PricedSize> bids, IEnumerable<PricedSize> asks, long sequence, long timeMs)
    {
        _length = 0;
        Add("{\"code\":\"200000\",\"data\":{\"time\":"u8);
        Add(timeMs);
        Add(",\"sequence\":\""u8);
        Add(sequence);
        Add("\",\"bids\":["u8);
        AddLevels(bids);
        Add("],\"asks\":["u8);
        AddLevels(asks);
        Add("]}}"u8);
        return memory.Keep(_text.AsSpan(0, _length));
    }

    private void Begin(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject)
    {
        _length = 0;
        Add("{\"type\":\"message\",\"topic\":\"/market/"u8);
        Add(topic);
        Add(":"u8);
        Add(_symbol);
        Add("\",\"subject\":\""u8);
        Add(subject);
        Add("\",\"data\":"u8);
    }

    private void AddRows(List<PricedSize> rows, long sequence)
    {
        foreach (PricedSize row in rows)
        {
            AddPrice("[\""u8, row.Price);
            AddSize("\",\""u8, row.Size);
            Add("\",\""u8);
            Add(sequence++);
            Add("\"],"u8);
        }
    }

    private void AddLevels(IEnumerable<PricedSize> levels)
    {
        foreach (PricedSize level in levels)
        {
            AddPrice("[\""u8, level.Price);
            AddSize("\",\""u8, level.Size);
            Add("\"],"u8);
        }

        EndRows();
    }

    // Takes the comma after the last row back.
    private void EndRows()
    {
        if (_text[_length - 1] == ',')
            _length--;
    }

    private void AddOrderId(long timeMs, long tradeId, int role)
    {
        Room(24);
        Utf8Formatter.TryFormat(timeMs / 1000, _text.AsSpan(_length), out int second, new StandardFormat('x', 8));
        Utf8Formatter.TryFormat(tradeId, _text.AsSpan(_length + second), out int id, new StandardFormat('x', 14));
        _length += second + id;
        Add(role == 0 ? "00"u8 : "01"u8);
    }

    private void AddPrice(ReadOnlySpan<byte> before, long price) => AddValue(before, price, priceDecimals);

    private void AddSize(ReadOnlySpan<byte> before, long size) => AddValue(before, size, sizeDecimals);

    private void AddValue(ReadOnlySpan<byte> before, long value, int decimals)
    {
        Add(before);
        Room(32);
        _length += Dec.FromUnits(value, decimals).Write(_text.AsSpan(_length));
    }

    private void Add(long value)
    {
        Room(20);
        Utf8Formatter.TryFormat(value, _text.AsSpan(_length), out int length);
        _length += length;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        Room(text.Length);
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Room(int bytes)
    {
        if (_text.Length - _length < bytes)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + bytes));
    }
}
