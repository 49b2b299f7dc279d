using System.Globalization;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>Candles that no market made, for tests that want warm long windows of a short recording.</summary>
internal static class MadeCandles
{
    /// <summary>The feed's candles of an hour, a symbol each: a walk that ends where the market begins, at the best bid of the symbol's first book.</summary>
    public static IEnumerable<RecordedEvent> Before(Recording recording)
    {
        long startNs = recording.Read().First().ReceiveNs;
        var random = new Random(60);
        foreach (Instrument instrument in recording.Instruments)
        {
            RecordedEvent book = recording.Read().First(e => e.Kind == RecordedKind.Snapshot && e.Symbol == instrument.Symbol);
            string bid = JsonDocument.Parse(book.Json).RootElement.GetProperty("data").GetProperty("bids")[0][0].GetString()!;
            decimal close = decimal.Parse(bid, CultureInfo.InvariantCulture);
            var rows = new Stack<string>();
            for (long minute = startNs / BarWindow.BarNs; rows.Count <= BarWindow.BarsMax; minute--)
            {
                decimal open = decimal.Round(close * (1 + (0.002m * ((decimal)random.NextDouble() - 0.5m))), instrument.PriceDecimals);
                rows.Push(FormattableString.Invariant(
                    $"[\"{minute * BarWindow.BarSeconds}\",\"{open}\",\"{close}\",\"{Math.Max(open, close)}\",\"{Math.Min(open, close)}\",\"{1 + random.Next(9)}\",\"0\"]"));
                close = open;
            }

            foreach (string row in rows)
                yield return new RecordedEvent(startNs, RecordedKind.Frame, null, Encoding.UTF8.GetBytes(Push(instrument.Symbol, row, startNs)));
        }
    }

    private static string Push(string symbol, string row, long timeNs) =>
        $$$"""{"type":"message","topic":"/market/candles:{{{symbol}}}_1min","subject":"trade.candles.update","data":{"symbol":"{{{symbol}}}","candles":{{{row}}},"time":{{{timeNs}}} }}""";
}
