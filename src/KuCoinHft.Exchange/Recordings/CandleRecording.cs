using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>One-minute candles as a market: trades that give every minute's open, high, low, close and volume exactly, and a book around them.</summary>
/// <remarks>
/// Form of the files: <see cref="CandleFile"/>, one a symbol. Path of the price: <see cref="CandlePath"/>. Book: <see cref="CandleQuotes"/>, whose spread and depth were
/// measured on recorded ticks (<see cref="CandleShape"/>). The same files and seed give the same bytes on every machine; another seed gives another path of the same candles.
/// Nobody saw these books, so <see cref="FillsOnTradeThroughOnly"/> is true.
/// Increments: the finest price and volume that occur. Minima and margin as KuCoin lists them; a pair that it does not list may be traded on margin, since whoever
/// brings its candles means to.
/// </remarks>
public sealed class CandleRecording : Recording
{
    private readonly (string Path, Instrument Instrument)[] _files;
    private readonly long _seed;

    private CandleRecording(string name, (string Path, Instrument Instrument)[] files, long seed) => (Name, _files, _seed) = (name, files, seed);

    public override string Name { get; }

    public override IReadOnlyList<Instrument> Instruments => [.. _files.Select(file => file.Instrument)];

    public override bool FillsOnTradeThroughOnly => true;

    /// <summary>All symbols merged by time; those of a minute at the same millisecond in order of their names.</summary>
    public override IEnumerable<RecordedEvent> Read()
    {
        var memory = new EventMemory();
        CandleExpander[] expanders = [.. _files.Select(file => new CandleExpander(file.Instrument, _seed, memory))];
        var candles = new List<IEnumerator<MinuteCandle>>();
        try
        {
            var next = new PriorityQueue<int, (long StartMs, int Id)>();
            foreach ((string path, Instrument instrument) in _files)
            {
                candles.Add(CandleFile.Read(path, instrument.PriceDecimals, instrument.SizeDecimals).GetEnumerator());
                if (candles[^1].MoveNext())
                    next.Enqueue(instrument.Id, (candles[^1].Current.StartMs, instrument.Id));
            }

            var minute = new List<RecordedEvent>();
            while (next.TryPeek(out _, out (long StartMs, int Id) first))
            {
                minute.Clear();
                while (next.TryPeek(out int id, out (long StartMs, int Id) one) && one.StartMs == first.StartMs)
                {
                    next.Dequeue();
                    expanders[id].Add(candles[id].Current, minute);
                    if (candles[id].MoveNext())
                        next.Enqueue(id, (candles[id].Current.StartMs, id));
                }

                // Stable, so that a symbol's own events of one millisecond keep their order.
                foreach (RecordedEvent made in minute.OrderBy(made => made.ReceiveNs))
                    yield return made;
            }
        }
        finally
        {
            foreach (IEnumerator<MinuteCandle> file in candles)
                file.Dispose();
        }
    }

    internal static CandleRecording Open(string name, IReadOnlyList<string> paths, Func<SymbolList> shippedList, long seed)
    {
        SymbolList list = shippedList();
        var files = new List<(string Path, Instrument Instrument)>();
        foreach ((string symbol, string path) in paths.Select(path => (Symbol: CandleFile.Symbol(path), Path: path)).OrderBy(file => file.Symbol, StringComparer.Ordinal))
        {
            if (files.Count > 0 && files[^1].Instrument.Symbol == symbol)
                throw new RecordingException($"{path} and {files[^1].Path} are both candles of {symbol}; give one file a symbol.");
            Decimals decimals = CandleFile.Scan(path);
            Instrument made = list.MakeForeign(files.Count, symbol, decimals, decimals.Size);
            files.Add((path, list.Symbols.Contains(symbol) ? made : made with { IsMarginEnabled = true }));
        }

        return new CandleRecording(name, [.. files], seed);
    }
}
