using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>One pass over a Binance recording before it is translated: symbols, increments, clock, and every fault of a file.</summary>
internal sealed class BinanceScan
{
    private readonly Dictionary<string, int> _bookSymbolByFile = [];
    private readonly Dictionary<string, HashSet<int>> _symbolsByFile = [];
    private readonly List<long> _lagsNs = [];
    private readonly BinanceMessage _message = new();

    /// <summary>In order of first occurrence.</summary>
    public List<BinanceSymbol> Symbols { get; } = [];

    /// <summary>What is added to the recorder's clock so that no message was received before it was sent.</summary>
    /// <remarks>The smallest that does: the fastest message of the recording then has lag 0. 0 for a recorder whose clock was not behind.</remarks>
    public long ClockOffsetNs { get; private set; }

    /// <summary>Median lag of the messages that say when they were made, offset added.</summary>
    public long TypicalLagNs { get; private set; }

    public long FirstTimeNs { get; private set; }

    public long LastTimeNs { get; private set; }

    public void Read(IReadOnlyList<string> paths)
    {
        foreach ((LineFile file, TimedLine line) in MergedLines.Read(paths, BinanceLine.Parse))
        {
            Parse(_message, file, line);
            if (FirstTimeNs == 0)
                FirstTimeNs = line.TimeNs;
            LastTimeNs = line.TimeNs;
            if (_message.Kind != BinanceKind.Other)
                Add(file, line.TimeNs);
        }

        foreach (BinanceSymbol symbol in Symbols.Where(symbol => symbol.BookUpdate == 0))
        {
            throw new RecordingException(
                $"No order book (\"lastUpdateId\") of {Encoding.UTF8.GetString(symbol.Name)} is in the files; name the file with which its recording begins too.");
        }

        _lagsNs.Sort();
        if (_lagsNs.Count == 0)
            return;
        ClockOffsetNs = Math.Max(0, -_lagsNs[0]);
        TypicalLagNs = _lagsNs[_lagsNs.Count / 2] + ClockOffsetNs;
    }

    /// <summary>Whose message this is, as a place in <see cref="Symbols"/>; a REST book belongs to the one symbol of its file. -1 where that is unknown.</summary>
    public int Find(BinanceMessage message, LineFile file)
    {
        if (message.Kind == BinanceKind.Book)
            return _bookSymbolByFile.GetValueOrDefault(file.Path, -1);
        for (int i = 0; i < Symbols.Count; i++)
        {
            if (message.Symbol.SequenceEqual(Symbols[i].Name))
                return i;
        }

        return -1;
    }

    public static void Parse(BinanceMessage message, LineFile file, TimedLine line)
    {
        try
        {
            message.Parse(line.Json.Span);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw file.Fault($"this is no Binance message ({failure.Message}); mend or delete the line", failure);
        }
    }

    private void Add(LineFile file, long timeNs)
    {
        BinanceSymbol symbol = SymbolOf(file);
        switch (_message.Kind)
        {
            case BinanceKind.Book when symbol.BookUpdate == 0:
                symbol.BookUpdate = _message.LastUpdate;
                AddRows(symbol);
                RequireChain(file, symbol);
                break;
            case BinanceKind.Depth:
                _lagsNs.Add(timeNs - (_message.EventMs * Nanos.PerMillisecond));
                if (symbol.FirstDepth == 0)
                    symbol.FirstDepth = _message.FirstUpdate;
                else if (_message.PreviousUpdate != symbol.LastDepth)
                    throw file.Fault($"depth events are missing: update {_message.PreviousUpdate} should come before this one, but {symbol.LastDepth} did; cut the recording there");
                symbol.LastDepth = _message.LastUpdate;
                AddRows(symbol);
                RequireChain(file, symbol);
                break;
            case BinanceKind.BookTicker:
                symbol.Add(_message.BestBid);
                symbol.Add(_message.BestAsk);
                break;
            case BinanceKind.Trade:
                _lagsNs.Add(timeNs - (Math.Max(_message.EventMs, _message.TradeMs) * Nanos.PerMillisecond));
                symbol.FirstTradeId = symbol.FirstTradeId == 0 ? _message.TradeId : symbol.FirstTradeId;
                symbol.LastTradeId = _message.TradeId;
                symbol.AddTrade(_message.Trade);
                break;
            default:
                break;
        }
    }

    private BinanceSymbol SymbolOf(LineFile file)
    {
        int i = Find(_message, file);
        if (i >= 0 && _message.Kind == BinanceKind.Book)
            return Symbols[i];
        if (!_symbolsByFile.TryGetValue(file.Path, out HashSet<int>? seen))
            _symbolsByFile[file.Path] = seen = [];
        if (_message.Kind == BinanceKind.Book)
        {
            if (seen.Count != 1)
                throw file.Fault("whose order book is this? Before it the file must hold messages of exactly one symbol; give each symbol a file of its own");
            i = seen.First();
            _bookSymbolByFile[file.Path] = i;
            return Symbols[i];
        }

        if (i < 0)
        {
            i = Symbols.Count;
            Symbols.Add(new BinanceSymbol(_message.Symbol.ToArray()));
        }

        seen.Add(i);
        return Symbols[i];
    }

    private void AddRows(BinanceSymbol symbol)
    {
        foreach (PricedSize row in _message.Bids)
            symbol.Add(row);
        foreach (PricedSize row in _message.Asks)
            symbol.Add(row);
    }

    private static void RequireChain(LineFile file, BinanceSymbol symbol)
    {
        if (symbol.BookUpdate != 0 && symbol.FirstDepth > symbol.BookUpdate + 1)
            throw file.Fault($"the order book of update {symbol.BookUpdate} is older than the first depth event, which begins at {symbol.FirstDepth}; a later book is needed");
    }
}
