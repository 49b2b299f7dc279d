using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Asks for the last hour's one-minute candles, which warm the long windows.</summary>
/// <remarks>Ask when the feed is subscribed and its welcome has been taken: then nothing is traded unseen between the answer and the first live trade (<see cref="BarWindow"/>).</remarks>
public static class CandleHistory
{
    private const string Type = "1min";

    /// <summary>Asks for every symbol in turn and gives each answer's rows to <paramref name="publish"/>.</summary>
    /// <param name="nowNs">Market time: the session's clock.</param>
    /// <returns>A sentence for every symbol whose candles could not be had; the session goes on without them.</returns>
    public static async Task<IReadOnlyList<string>> AskAsync(
        KuCoinRestClient rest, IReadOnlyList<Instrument> instruments, long nowNs, Action<IReadOnlyList<byte[]>> publish, CancellationToken cancellation)
    {
        var notes = new List<string>();
        long nowSeconds = nowNs / Nanos.PerSecond;
        foreach (Instrument instrument in instruments)
        {
            try
            {
                byte[] body = await rest.CandlesAsync(instrument.Symbol, Type, nowSeconds - (BarWindow.BarsMax * BarWindow.BarSeconds), nowSeconds + 1, cancellation);
                publish(RestRows.Candles(body, instrument.Symbol, Type));
            }
            catch (Exception e) when (e is KuCoinException or HttpRequestException or FormatException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                notes.Add($"The candles of {instrument.Symbol} could not be had; agents that read long windows hold there until {BarWindow.BarsMin} whole minutes were seen. {e.Message}");
            }
        }

        return notes;
    }
}
