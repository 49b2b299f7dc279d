using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Exchange;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Demo;

/// <summary>The report of a demo: the engine's counters and the exchange's statement, which is the truth about money.</summary>
internal static class DemoReportBuilder
{
    private const string LatencyLabel = "functional, shared process";

    public static DemoReport Build(
        DemoSettings settings, EngineModels models, Placement placement, Pipeline pipeline, InstrumentTable instruments, Statement statement, long startNs, ProcessMeter meter,
        IReadOnlyList<string> notes, IReadOnlyDictionary<string, long> traded)
    {
        long frames = pipeline.Published + 1;
        IReadOnlyDictionary<string, long> rejects = Counted.ByName<RejectReason>(pipeline.Risk.Rejects);
        return new DemoReport
        {
            Data = settings.Recording.Name,
            Speed = settings.SpeedText,
            Placement = placement.Describe(),
            PlacementNotes = placement.Notes,
            Seconds = Math.Round(meter.Seconds, 1),
            MarketSeconds = Math.Round((statement.AtNs - startNs) / 1e9, 1),
            Frames = frames,
            DecodeErrors = Counted.Sum(pipeline.Decode.BadCounts),
            Decisions = Counted.Sum(pipeline.Agents.Reasons),
            DecisionReasons = Counted.ByName<DecisionReason>(pipeline.Agents.Reasons),
            Orders = pipeline.Orders.Counts.Sent,
            Acks = pipeline.Orders.Counts.Acked,
            Fills = pipeline.Orders.Counts.Fills,
            Cancels = pipeline.Orders.Counts.CancelsSent,
            Rejects = Counted.Sum(pipeline.Risk.Rejects) + pipeline.Orders.Counts.Refused,
            RejectReasons = rejects,
            RefusedByExchange = pipeline.Orders.Counts.Refused,
            Gaps = Enumerable.Range(0, instruments.Count).Sum(i => pipeline.Book[i].Counts.Gaps),
            Fees = Usdt(statement.FeesQuote),
            Interest = Usdt(statement.InterestQuote),
            NetPnl = Usdt(statement.NetPnlQuote),
            EquityStart = Usdt(statement.InitialEquityQuote),
            EquityEnd = Usdt(statement.EquityQuote),
            DebtRatio = statement.AssetsQuote == 0 ? 0 : Math.Round((decimal)statement.DebtQuote / statement.AssetsQuote, 4),
            Pairs = [.. Enumerable.Range(0, instruments.Count).Where(i => instruments[i].IsMarginEnabled).Select(i => Pair(instruments[i], pipeline, traded.GetValueOrDefault(instruments[i].BaseCurrency)))],
            LatencyLabel = LatencyLabel,
            LatencyNs = Latencies(pipeline.Meter),
            HotThreadBytesPerFrame = (double)meter.HotBytes / frames,
            ProcessBytes = meter.ProcessBytes,
            GcCount = meter.Collections,
            Oddities = Oddities(pipeline, instruments),
            Notes = notes,
            ModelRefusals = models.Refusals,
        };
    }

    private static Dictionary<string, long> Oddities(Pipeline pipeline, InstrumentTable instruments)
    {
        IEnumerable<int> symbols = Enumerable.Range(0, instruments.Count);
        var oddities = new Dictionary<string, long>
        {
            ["actionsNotTakenByGateway"] = pipeline.Send.UnsentCount,
            ["ordersWithoutRoom"] = pipeline.Orders.Counts.TableFull,
            ["pushesOfUnknownOrders"] = pipeline.Orders.Counts.Unknown,
            ["ordersOfUnknownOutcome"] = pipeline.Orders.Counts.OutcomeUnknown,
            ["ordersEndedByRest"] = pipeline.Orders.Counts.EndedByRest,
            ["ordersNeverAccepted"] = pipeline.Orders.Counts.NeverAccepted,
            ["timesIntakeWasFull"] = pipeline.Intake.FullCount,
            ["framesTooLong"] = pipeline.Intake.TooLongCount,
            ["modelRunsFailed"] = pipeline.Inference.FailedCount,
            ["bookLevelsDropped"] = symbols.Sum(i => pipeline.Book[i].Bids.DroppedCount + pipeline.Book[i].Asks.DroppedCount),
            ["booksCrossed"] = symbols.Sum(i => pipeline.Book[i].Counts.Crossed),
        };
        return oddities.Where(o => o.Value != 0).ToDictionary();
    }

    private static PairReport Pair(Instrument instrument, Pipeline pipeline, long tradedUnits)
    {
        PositionBook positions = pipeline.Risk.Positions;
        string engine = BookText.Decimal(positions.Lots(instrument.Id), instrument.SizeDecimals), ledger = BookText.Decimal(tradedUnits, 8);
        bool hasOpen = Enumerable.Range(0, pipeline.Orders.Open.Count).Any(i => pipeline.Orders.Open[i].SymbolId == instrument.Id);
        bool agrees = (Int128)positions.Lots(instrument.Id) * PowersOfTen.Long(8) == (Int128)tradedUnits * PowersOfTen.Long(instrument.SizeDecimals);
        PositionCounts counts = positions.Counts(instrument.Id);
        return new PairReport
        {
            Symbol = instrument.Symbol,
            BuyFills = counts.BuyFills,
            SellFills = counts.SellFills,
            LongMax = BookText.Decimal(counts.LongLotsMax, instrument.SizeDecimals),
            ShortMax = BookText.Decimal(counts.ShortLotsMax, instrument.SizeDecimals),
            PositionEnd = engine,
            PositionAtExchange = ledger,
            Agreement = agrees ? "agrees" : hasOpen ? "unknown" : "differs",
        };
    }

    private static Dictionary<string, LatencyReport> Latencies(StageMeter meter)
    {
        var latencies = new Dictionary<string, LatencyReport>();
        for (int stage = 0; stage < Stamps.Count; stage++)
        {
            if (meter.NameOf(stage) is not { } name || meter.LatencyOf(stage) is not { } histogram)
                continue;
            latencies[name] = Latency(histogram);
        }

        return latencies;
    }

    /// <summary>A histogram's percentiles.</summary>
    public static LatencyReport Latency(LatencyHistogram histogram) => new()
    {
        Count = histogram.Count,
        P50 = histogram.PercentileNs(50),
        P99 = histogram.PercentileNs(99),
        P999 = histogram.PercentileNs(99.9),
        Max = histogram.MaxNs,
    };

    private static decimal Usdt(long quote) => (decimal)quote / Quote.One;
}
