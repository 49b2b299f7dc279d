using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>What one pass over a KuCoin recording finds out: its symbols, their decimals, and its own list of symbols.</summary>
internal sealed class KuCoinScan
{
    private readonly Dictionary<string, Decimals> _decimals = [];
    private SymbolList? _list;

    public long Frames { get; private set; }

    /// <summary>Reads all lines; every fault of a file shows here, before anything is replayed.</summary>
    public void Read(IReadOnlyList<string> paths)
    {
        foreach ((LineFile file, TimedLine line) in MergedLines.Read(paths, KuCoinLine.Parse))
        {
            try
            {
                Add(line);
            }
            catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw file.Fault($"the REST answer is not what KuCoin sends ({failure.Message}); mend or delete the line", failure);
            }
        }
    }

    /// <summary>Instruments in order of their symbols; <paramref name="shipped"/> speaks where the recording brings no list of its own.</summary>
    public IReadOnlyList<Instrument> Instruments(Func<SymbolList> shipped)
    {
        SymbolList list = _list ?? shipped();
        return [.. _decimals.Keys.Order(StringComparer.Ordinal).Select((symbol, id) => list.Make(id, symbol, _decimals[symbol]))];
    }

    /// <summary>Whether an answer brings data; an error answer, such as a rate limit, is no book.</summary>
    public static bool IsSuccess(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool code = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (code)
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("200000"u8);
            reader.Skip();
        }

        return false;
    }

    private void Add(TimedLine line)
    {
        switch (line.Kind)
        {
            case LineKind.Symbols:
                if (IsSuccess(line.Json.Span))
                    (_list ??= new SymbolList()).Add(line.Json);
                break;
            case LineKind.Snapshot when IsSuccess(line.Json.Span):
                Widen(line.Symbol!, Values(line.Json.Span, out _));
                break;
            case LineKind.Frame:
                Frames++;
                AddFrame(line.Json.Span);
                break;
            default:
                break;
        }
    }

    private void AddFrame(ReadOnlySpan<byte> json)
    {
        try
        {
            Decimals decimals = Values(json, out string? symbol);
            if (symbol is not null)
                Widen(symbol, decimals);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // A malformed frame is part of the recording: whoever replays it must cope and count it. Here it only says nothing.
        }
    }

    private void Widen(string symbol, Decimals decimals)
    {
        Decimals known = _decimals.GetValueOrDefault(symbol);
        _decimals[symbol] = new Decimals(Math.Max(known.Price, decimals.Price), Math.Max(known.Size, decimals.Size));
    }

    // Walks any message: prices and sizes are known by their names, and by their place in the rows of asks and bids.
    private static Decimals Values(ReadOnlySpan<byte> json, out string? symbol)
    {
        var decimals = default(Decimals);
        symbol = null;
        string? subject = null;
        int place = 0;
        bool inRows = false;
        var field = default(Field);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    field = FieldOf(ref reader);
                    inRows = field == Field.Rows;
                    place = 0;
                    break;
                case JsonTokenType.StartArray:
                    place = 0;
                    break;
                case JsonTokenType.String when field == Field.Topic:
                    symbol = SymbolOf(reader.GetString()!);
                    break;
                case JsonTokenType.String when field == Field.Subject:
                    subject = reader.GetString();
                    break;
                case JsonTokenType.String when field == Field.Price || (inRows && place == 0):
                    decimals.Price = Math.Max(decimals.Price, DecimalText.Places(reader.ValueSpan));
                    place++;
                    break;
                case JsonTokenType.String when field == Field.Size || (inRows && place == 1):
                    decimals.Size = Math.Max(decimals.Size, DecimalText.Places(reader.ValueSpan));
                    place++;
                    break;
                default:
                    break;
            }
        }

        if (symbol == "all")
            symbol = subject;
        return decimals;
    }

    private static Field FieldOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("topic"u8))
            return Field.Topic;
        if (reader.ValueTextEquals("subject"u8))
            return Field.Subject;
        if (reader.ValueTextEquals("asks"u8) || reader.ValueTextEquals("bids"u8))
            return Field.Rows;
        if (reader.ValueTextEquals("price"u8) || reader.ValueTextEquals("bestAsk"u8) || reader.ValueTextEquals("bestBid"u8))
            return Field.Price;
        return reader.ValueTextEquals("size"u8) || reader.ValueTextEquals("bestAskSize"u8) || reader.ValueTextEquals("bestBidSize"u8) ? Field.Size : Field.Other;
    }

    // "/market/candles:BTC-USDT_1min" is about BTC-USDT; "/market/snapshot:USDS" is about a market, not a pair.
    private static string? SymbolOf(string topic)
    {
        string name = topic[(topic.IndexOf(':', StringComparison.Ordinal) + 1)..];
        int end = name.IndexOf('_', StringComparison.Ordinal);
        name = end < 0 ? name : name[..end];
        return name == "all" || (name.Contains('-', StringComparison.Ordinal) && !name.Contains(',', StringComparison.Ordinal)) ? name : null;
    }

    private enum Field
    {
        Other,
        Topic,
        Subject,
        Rows,
        Price,
        Size,
    }
}
