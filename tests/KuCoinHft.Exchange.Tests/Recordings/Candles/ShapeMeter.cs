using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Recordings.Candles;

/// <summary>Looks at the books of a recording once a second and counts what is traded.</summary>
internal sealed class ShapeMeter
{
    public List<double> SpreadParts { get; } = [];

    public List<double> BestSizes { get; } = [];

    public List<double> DepthWithin10 { get; } = [];

    public List<double> DepthWithin50 { get; } = [];

    /// <summary>Base volumes of whole spans of 3 seconds.</summary>
    public List<double> ThreeSeconds { get; } = [];

    public double Volume { get; private set; }

    public double TurnoverUsdt { get; private set; }

    /// <summary>Seconds looked at.</summary>
    public int Seconds => SpreadParts.Count;

    public double MinuteVolume => Volume / Seconds * 60;

    public double MinuteTurnoverUsdt => TurnoverUsdt / Seconds * 60;

    public static Dictionary<string, ShapeMeter> Measure(Recording recording)
    {
        Dictionary<string, Instrument> instruments = recording.Instruments.ToDictionary(x => x.Symbol);
        MarketBook[] books = [.. recording.Instruments.Select(x => new MarketBook(x))];
        ShapeMeter[] meters = [.. books.Select(_ => new ShapeMeter())];
        double[] traded = new double[books.Length];
        var frame = new MarketFrame();
        long nextNs = 0;
        foreach (RecordedEvent e in recording.Read())
        {
            if (nextNs == 0)
                nextNs = e.ReceiveNs + Nanos.PerSecond;
            for (; e.ReceiveNs >= nextNs; nextNs += Nanos.PerSecond)
            {
                for (int i = 0; i < books.Length; i++)
                    meters[i].Look(recording.Instruments[i], books[i], ref traded[i]);
            }

            if (e.Kind == RecordedKind.Snapshot)
            {
                books[instruments[e.Symbol!].Id].Load(e.Json.Span, frame, instruments);
                continue;
            }

            if (!frame.Read(e.Json.Span, instruments) || frame.Instrument is not { } instrument)
                continue;
            MarketBook book = books[instrument.Id];
            if (frame.Kind == MarketFrameKind.Level2 && book.IsReady)
                book.Apply(frame);
            else if (frame.Kind == MarketFrameKind.Level2)
                book.Wait(e.Json);
            else if (frame.Kind == MarketFrameKind.Match && book.IsReady)
            {
                double size = frame.SizeLots / instrument.LotsPerUnit;
                traded[instrument.Id] += size;
                meters[instrument.Id].Volume += size;
                meters[instrument.Id].TurnoverUsdt += size * frame.PriceTicks / instrument.TicksPerUnit * CandleShape.WorthUsdt(instrument.QuoteCurrency);
            }
        }

        return recording.Instruments.ToDictionary(x => x.Symbol, x => meters[x.Id]);
    }

    /// <summary>The value below which a share of the values lies.</summary>
    public static double Quantile(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    private double _threeSeconds;

    private void Look(Instrument instrument, MarketBook book, ref double traded)
    {
        if (!book.IsReady || book.Bids.Count == 0 || book.Asks.Count == 0)
            return;
        double mid = book.MidTicksDouble / 2.0;
        SpreadParts.Add((book.Asks.BestTicks - book.Bids.BestTicks) / mid);
        BestSizes.Add((book.Bids.SizeAt(0) + book.Asks.SizeAt(0)) / 2.0 / instrument.LotsPerUnit);
        DepthWithin10.Add((Within(book.Bids, mid, 0.001) + Within(book.Asks, mid, 0.001)) / 2 / instrument.LotsPerUnit);
        DepthWithin50.Add((Within(book.Bids, mid, 0.005) + Within(book.Asks, mid, 0.005)) / 2 / instrument.LotsPerUnit);
        _threeSeconds += traded;
        traded = 0;
        if (Seconds % 3 != 0)
            return;
        ThreeSeconds.Add(_threeSeconds);
        _threeSeconds = 0;
    }

    private static double Within(BookSide side, double mid, double part)
    {
        double lots = 0;
        for (int depth = 0; depth < side.Count && Math.Abs(side.PriceAt(depth) - mid) <= mid * part; depth++)
            lots += side.SizeAt(depth);
        return lots;
    }
}
