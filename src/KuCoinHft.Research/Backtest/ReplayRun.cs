using System.Diagnostics;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Report;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Backtest;

/// <summary>A recording through the whole pipeline, fused, in virtual time, with no exchange: orders are named, and rejected as TradingOff.</summary>
public static class ReplayRun
{
    /// <summary>Runs to the end of the recording.</summary>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public static ReplayReport Run(Recording recording, EngineModels models, CancellationToken cancellation = default)
    {
        using var observer = new SessionObserver();
        long startedAt = Stopwatch.GetTimestamp();
        return Run(recording, models, observer, observer.Attach, pipeline => Report(recording, models, pipeline, observer, startedAt), cancellation);
    }

    /// <summary>Runs to the end with an observer of the caller's own.</summary>
    /// <param name="attach">Gets the pipeline before the first frame.</param>
    public static void Observe(Recording recording, EngineModels models, IStage observer, Action<Pipeline> attach, CancellationToken cancellation = default) =>
        Run(recording, models, observer, attach, _ => 0, cancellation);

    private static T Run<T>(
        Recording recording, EngineModels models, IStage observer, Action<Pipeline> attach, Func<Pipeline, T> atEnd, CancellationToken cancellation)
    {
        var settings = new EngineSettings(SessionId: 0, new RiskLimits(TradingEnabled: false), new AgentPolicy());
        using var market = new RecordedMarket(recording);
        using var pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(recording.Instruments),
                Sources = [],
                Gateway = market,
                FrameJournal = NoJournal.Instance,
                ActionJournal = NoJournal.Instance,
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(recording.Instruments),
                Observer = observer,
            },
            settings);
        attach(pipeline);
        var session = new VirtualSession(pipeline, market, [.. recording.Instruments.Select(i => i.Symbol)], settings.TimerPeriodNs);
        session.Run(cancellation: cancellation);
        return atEnd(pipeline);
    }

    private static ReplayReport Report(Recording recording, EngineModels models, Pipeline pipeline, SessionObserver observer, long startedAt)
    {
        BookCounts[] counts = [.. recording.Instruments.Select(i => pipeline.Book[i.Id].Counts)];
        (long compared, long equal) = observer.Tickers();
        return new ReplayReport
        {
            Data = recording.Name,
            Frames = pipeline.Published + 1,
            DecodeErrors = Counted.Sum(pipeline.Decode.BadCounts),
            DecodeErrorReasons = Counted.ByName<BadReason>(pipeline.Decode.BadCounts),
            Level2Frames = counts.Sum(c => c.Level2),
            Old = counts.Sum(c => c.Old),
            Applied = counts.Sum(c => c.Applied),
            Gaps = counts.Sum(c => c.Gaps),
            Crossed = counts.Sum(c => c.Crossed),
            Synced = counts.Sum(c => c.Synced),
            TickersCompared = compared,
            TickersEqual = equal,
            Decisions = observer.DecisionCount,
            DecisionReasons = Counted.ByName<DecisionReason>(pipeline.Agents.Reasons),
            OrdersPassed = pipeline.Risk.PassedCount,
            Rejects = Counted.Sum(pipeline.Risk.Rejects),
            RejectReasons = Counted.ByName<RejectReason>(pipeline.Risk.Rejects),
            DecisionHash = observer.DecisionHash(),
            ModelRefusals = models.Refusals,
            Books = [.. recording.Instruments.Select(i => Book(i, pipeline.Book[i.Id]))],
            Seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds,
        };
    }

    private static BookReport Book(Instrument instrument, BookBuilder book)
    {
        Level bid = book.Bids[0];
        Level ask = book.Asks[0];
        return new BookReport
        {
            Symbol = instrument.Symbol,
            Sequence = book.Sequence,
            IsLive = book.IsLive,
            BestBid = BookText.Decimal(bid.PriceTicks, instrument.PriceDecimals),
            BestBidSize = BookText.Decimal(bid.SizeLots, instrument.SizeDecimals),
            BestAsk = BookText.Decimal(ask.PriceTicks, instrument.PriceDecimals),
            BestAskSize = BookText.Decimal(ask.SizeLots, instrument.SizeDecimals),
            BidLevels = book.Bids.Count,
            AskLevels = book.Asks.Count,
            Hash = BookText.Hash(book, instrument),
        };
    }
}
