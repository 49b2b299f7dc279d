using System.Text;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>Binance's spot market as KuCoin would have sent it: depth, bookTicker and trades translated into KuCoin frames while they are read.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>depth event, bookTicker: one <c>trade.l2update</c> if the book changed; <see cref="BinanceBook"/> says which of the two decides.</item>
/// <item>top of book: <c>trade.ticker</c>, at most one in 100 ms; its values are those of the book at its sequence.</item>
/// <item>trade: <c>trade.l3match</c>. First REST book: a snapshot. Later books and other streams: nothing.</item>
/// </list>
/// Times: the recorder's, plus the smallest constant after which nothing was received before it was sent (1.27667 s for 2024-08-08).
/// Units: as fine as the finest value that occurs, so every row can be read exactly. Increments: the finest price that occurs and the finest size that trades.
/// Errors: <see cref="RecordingException"/> when opened.
/// </remarks>
public sealed class BinanceRecording : Recording
{
    // Where KuCoin does not list a pair, these endings tell base from quote. Longer ones first: FDUSD before USD.
    private static readonly string[] QuoteCurrencies = ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "USD", "EUR", "TRY", "BRL", "BTC", "ETH", "BNB"];

    /// <summary>Between the last message of one pass and the first of the next.</summary>
    private const long RepeatPauseMs = 100;

    private readonly IReadOnlyList<string> _paths;
    private readonly BinanceScan _scan;
    private readonly int _times;

    private BinanceRecording(string name, IReadOnlyList<string> paths, BinanceScan scan, IReadOnlyList<Instrument> instruments, int times)
    {
        Name = name;
        Instruments = instruments;
        _paths = paths;
        _scan = scan;
        _times = times;
    }

    public override string Name { get; }

    public override IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>What was added to the recorder's clock, nanoseconds.</summary>
    public long ClockOffsetNs => _scan.ClockOffsetNs;

    /// <summary>The recording played <paramref name="times"/> times on end, as one market: one snapshot for each symbol, sequences and trade ids without a hole.</summary>
    /// <remarks>Where a pass would begin with its book, level 2 messages lead there from the book that the pass before left. Times go on 100 ms later.</remarks>
    public BinanceRecording Repeat(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return new BinanceRecording($"{Name} x {times}", _paths, _scan, Instruments, times);
    }

    public override IEnumerable<RecordedEvent> Read()
    {
        var memory = new EventMemory();
        var events = new List<RecordedEvent>();
        var message = new BinanceMessage();
        BinanceTranslator[] translators = [.. _scan.Symbols.Select(symbol => new BinanceTranslator(symbol, _scan, memory))];
        // Whole milliseconds: the times inside the messages are shifted by the same.
        long passNs = (((_scan.LastTimeNs - _scan.FirstTimeNs) / Nanos.PerMillisecond) + 1 + RepeatPauseMs) * Nanos.PerMillisecond;
        for (int pass = 0; pass < _times; pass++)
        {
            foreach (BinanceTranslator translator in translators)
                translator.Begin(pass, pass * passNs);
            foreach ((LineFile file, TimedLine line) in MergedLines.Read(_paths, BinanceLine.Parse))
            {
                BinanceScan.Parse(message, file, line);
                if (message.Kind == BinanceKind.Other)
                    continue;
                events.Clear();
                translators[_scan.Find(message, file)].Translate(message, line.TimeNs + _scan.ClockOffsetNs + (pass * passNs), events);
                foreach (RecordedEvent made in events)
                    yield return made;
            }
        }
    }

    internal static BinanceRecording Open(string name, IReadOnlyList<string> paths, Func<SymbolList> shippedList)
    {
        var scan = new BinanceScan();
        scan.Read(paths);
        if (scan.Symbols.Count == 0)
            throw new RecordingException($"{name} holds no depth, bookTicker or trade message.");
        SymbolList list = shippedList();
        foreach (BinanceSymbol symbol in scan.Symbols)
            symbol.KuCoinSymbol = KuCoinSymbol(Encoding.UTF8.GetString(symbol.Name), list);
        IEnumerable<BinanceSymbol> inOrder = scan.Symbols.OrderBy(symbol => symbol.KuCoinSymbol, StringComparer.Ordinal);
        IReadOnlyList<Instrument> instruments =
            [.. inOrder.Select((symbol, id) => list.MakeForeign(id, symbol.KuCoinSymbol, symbol.Recorded, symbol.Traded.Size))];
        return new BinanceRecording(name, paths, scan, instruments, times: 1);
    }

    private static string KuCoinSymbol(string name, SymbolList list)
    {
        if (list.Find(name) is string listed)
            return listed;
        string? quote = Array.Find(QuoteCurrencies, quote => name.Length > quote.Length && name.EndsWith(quote, StringComparison.Ordinal));
        return quote is null ?
            throw new RecordingException($"{name} is no pair that KuCoin lists, nor does it end in a quote currency known here ({string.Join(", ", QuoteCurrencies)}).") :
            $"{name[..^quote.Length]}-{quote}";
    }
}
