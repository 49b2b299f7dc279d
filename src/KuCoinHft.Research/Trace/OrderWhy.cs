using System.Buffers.Binary;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Replays a journal up to a decision frame, explains it, and follows the order that it opened to its end.</summary>
public sealed class OrderWhy
{
    private readonly SessionJournal _journal;
    private readonly OrderName _order;
    private readonly int[] _targetHalves;
    private long _lastDecision = -1;
    private (long E8, long ReceiveNs)? _debtRatio;

    private OrderWhy(SessionJournal journal, in OrderName order)
    {
        _journal = journal;
        _order = order;
        _targetHalves = new int[journal.Instruments.Count];
    }

    /// <summary>Explains the decision of <paramref name="order"/>, see <see cref="OrderFinder"/>.</summary>
    /// <exception cref="ArgumentException">The journal has no such frame, or it is no decision frame.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be replayed.</exception>
    public static WhyReport Run(SessionJournal journal, EngineModels models, in OrderName order, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> differences = SessionDifferences.Of(journal.Header, models);
        using var run = new JournalRun(journal, differences.Count == 0 ? models : null);
        return new OrderWhy(journal, in order).Explain(run, differences, cancellation);
    }

    private WhyReport Explain(JournalRun run, IReadOnlyList<string> differences, CancellationToken cancellation)
    {
        while (run.MoveNext() && run.Sequence < _order.Sequence)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            Remember(run);
        }

        if (run.Sequence != _order.Sequence)
            throw run.Missing(_order.Sequence);
        int symbolId = DecisionSymbol(run.Frame);
        var before = new RiskBefore(run.Pipeline.Risk, symbolId, run.Frame.ReceiveNs);
        run.Publish();
        var decision = new DecisionStory(_journal, run, before, _targetHalves[symbolId], isRecorded: differences.Count > 0);
        OrderStory? life = _order.OrderKey == 0 ? null : new OrderStory(_journal, decision.Instrument, in _order, run.Frame.ReceiveNs);
        WhyReport report = Report(run, differences, decision, before);
        while (life is { IsOver: false } && run.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            life.Follow(run);
        }

        return life is null ? report : report with
        {
            Order = report.Order! with { OrderId = life.OrderId },
            Life = life.Life,
            Fills = life.Fills,
            Latency = life.Latency,
        };
    }

    private void Remember(JournalRun run)
    {
        Pipeline pipeline = run.Pipeline;
        long n = run.Sequence;
        if (pipeline.Decisions[n].IsDecision)
        {
            _targetHalves[pipeline.Decisions[n].SymbolId] = pipeline.Decisions[n].TargetHalves;
            _lastDecision = n;
        }

        if (pipeline.Updates[n].Kind == UpdateKind.MarginPosition)
            _debtRatio = (pipeline.Updates[n].DebtRatioE8, run.Frame.ReceiveNs);
    }

    // Read from the bytes, since the gate's state is wanted before the frame is decoded.
    private int DecisionSymbol(in JournalRecord frame)
    {
        if ((FrameKind)frame.Detail == FrameKind.Timer && frame.Payload.Length == 8 && (uint)BinaryPrimitives.ReadInt32LittleEndian(frame.Payload) < (uint)_journal.Instruments.Count)
            return BinaryPrimitives.ReadInt32LittleEndian(frame.Payload);
        string last = _lastDecision < 0 ? "none comes before it" : $"the last before it is {_lastDecision}";
        throw new ArgumentException($"Frame {frame.Sequence} is no decision frame; {last}. kchft trace {frame.Sequence} shows what it is.");
    }

    private WhyReport Report(JournalRun run, IReadOnlyList<string> differences, DecisionStory decision, RiskBefore before)
    {
        (bool? isEqual, string comparison) = run.Compare();
        return new WhyReport
        {
            Journal = _journal.Folder,
            Session = _journal.Header.Session,
            Sequence = run.Sequence,
            DecidedNs = before.NowNs,
            DecidedUtc = SessionText.Utc(before.NowNs),
            Verdict = decision.Verdict(),
            Reject = decision.Intent.Reject,
            Differences = differences,
            EqualsJournal = isEqual,
            Comparison = comparison,
            Decision = decision.Decision(),
            Agents = decision.Agents(),
            MetaWeights = decision.MetaWeights(),
            Checks = decision.Checks,
            Before = Before(decision, before),
            Book = decision.Book(),
            Order = decision.Order(),
            Life = [],
            Fills = null,
            Latency = null,
        };
    }

    private WhyBefore Before(DecisionStory decision, RiskBefore before) => new()
    {
        Position = SessionText.Size(decision.Instrument, before.PositionLots),
        PositionCurrency = decision.Instrument.BaseCurrency,
        PositionValue = SessionText.E8(decision.Instrument.FundsQuote(before.MarkTicks, before.PositionLots)),
        ValueCurrency = decision.Instrument.QuoteCurrency,
        Profit = SessionText.E8(before.ProfitQuote),
        AllPositions = SessionText.E8(before.NotionalQuote),
        OpenOrders = before.OpenCount,
        DebtRatio = _debtRatio is { } ratio ? SessionText.E8(ratio.E8) : null,
        DebtRatioAgeNs = before.NowNs - _debtRatio?.ReceiveNs,
    };
}
