using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.Growth;

/// <summary>Path: the whole pipeline, Intake to Send, both journals in memory, the models that ship; 1, 5, 50 and 500 symbols.</summary>
/// <remarks>
/// Input: BTC-USDT of binance-2024, the same messages for every symbol in turn, so that the frames behind each other are of different symbols: the worst order for caches, and
/// the only thing that differs between rows beside tables that are looped over. Every size plays the same market time in a round, four seconds, of
/// which the first is not counted: the sizes before have emptied the caches, and one symbol alone would pay for that. Twelve seconds before warm the windows.
/// What speaks for more symbols here and not in a market: the copies of a message come one after the other, so its branches are predicted from the copy before; one symbol alone
/// has no such help, and may cost more than five.
/// The renaming of a frame (a copy and a search, some tens of nanoseconds) is in all rows alike.
/// A rise from 50 to 500 is first of all memory: a symbol's book, windows and bars are some tens of kilobytes in use, so 500 are far beyond the second cache and each frame
/// comes to a cold symbol. Of code, risk alone loops over symbols, on answers and new orders.
/// </remarks>
internal sealed class SymbolGrowth : IDisposable
{
    private const long WarmNs = 12 * Nanos.PerSecond;
    private const long RoundNs = 4 * Nanos.PerSecond;
    private const long UncountedNs = Nanos.PerSecond;
    private static readonly int[] Sizes = [1, 5, 50, 500];
    private readonly EngineModels _models = EngineModels.Load(Checkout.Models);
    private readonly MarketCopies[] _markets;
    private readonly long _startNs;

    public SymbolGrowth()
    {
        Recording recording = RecordingCatalog.Open(RecordingCatalog.Binance2024);
        Instrument original = recording.Instruments.Single(i => i.Symbol == MarketCopies.Original);
        var events = new List<RecordedEvent>();
        foreach (RecordedEvent recorded in recording.Read())
        {
            if (recorded.Symbol == MarketCopies.Original || (recorded.Symbol is null && recorded.Json.Span.IndexOf("BTC-USDT"u8) >= 0))
                events.Add(recorded with { Json = recorded.Json.ToArray() });
        }

        _startNs = events[0].ReceiveNs;
        _markets = [.. Sizes.Select(size => new MarketCopies(size, original, events, _models))];
    }

    public (GrowthRow[] Market, GrowthRow[] Decision) Measure(int rounds)
    {
        foreach (MarketCopies market in _markets)
            market.Play(_startNs + WarmNs);
        GrowthRow[] markets = [.. Sizes.Select(size => new GrowthRow($"{size}", rounds))];
        GrowthRow[] decisions = [.. Sizes.Select(size => new GrowthRow($"{size}", rounds))];
        // The first two compile what is hot by now, and are thrown away.
        long beginNs = _startNs + WarmNs;
        for (int round = -2; round < rounds; round++, beginNs += RoundNs)
        {
            for (int i = 0; i < _markets.Length; i++)
            {
                _markets[i].Play(beginNs + UncountedNs);
                (double market, double decision) = _markets[i].Play(beginNs + RoundNs);
                if (round >= 0)
                    (markets[i].Rounds[round], decisions[i].Rounds[round]) = (market, decision);
            }
        }

        foreach (MarketCopies market in _markets)
        {
            (int live, long decided) = market.Counts;
            if (live != market.Symbols || decided < market.Symbols)
                throw new InvalidDataException($"{live} of {market.Symbols} books are live, {decided} models were run.");
        }

        return (markets, decisions);
    }

    public void Dispose()
    {
        foreach (MarketCopies market in _markets)
            market.Dispose();
        _models.Dispose();
    }
}
