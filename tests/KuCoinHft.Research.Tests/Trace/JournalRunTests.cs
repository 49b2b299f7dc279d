using KuCoinHft.Engine;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Research.Tests.Trace;

/// <summary>A journal replayed frame by frame is the session once more.</summary>
[Collection(nameof(TracedSession))]
public sealed class JournalRunTests(TracedSession session)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_outcome_is_the_recorded_one_with_the_models_and_with_their_recorded_answers(bool isRecorded)
    {
        using var run = new JournalRun(session.Journal, isRecorded ? null : session.Models);
        long decisions = 0;
        while (run.MoveNext())
        {
            run.Publish();
            Assert.True(run.Recorded.IsKnown);
            decisions += run.Recorded.IsDecision ? 1 : 0;
        }

        Assert.Equal((session.Frames.Count - 1, 0), (run.Sequence, run.DifferenceCount));
        Assert.Equal(session.Frames.Count(f => f.Decision.IsDecision), decisions);
    }

    [Fact]
    public void Without_the_models_the_first_frame_that_is_not_the_sessions_is_named()
    {
        long first = session.Frames.First(f => f.Prediction.AgentsReady != 0).Sequence;
        using var run = new JournalRun(session.Journal, EngineModels.None);
        while (run.FirstDifference < 0 && run.MoveNext())
            run.Publish();

        Assert.Equal((first, first, 1), (run.Sequence, run.FirstDifference, run.DifferenceCount));
        (bool? isEqual, string words) = run.Compare();
        Assert.False(isEqual);
        Assert.Contains("Q-value", words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_explainer_agrees_with_the_gate_on_every_order_and_every_reject()
    {
        using var run = new JournalRun(session.Journal, models: null);
        int orders = 0;
        int rejects = 0;
        while (run.MoveNext())
        {
            SeenFrame seen = session.Frames[(int)run.Sequence];
            RiskBefore? before = seen.Decision.IsDecision ? new RiskBefore(run.Pipeline.Risk, seen.Decision.SymbolId, run.Frame.ReceiveNs) : null;
            run.Publish();
            OrderIntent intent = run.Pipeline.Intents[run.Sequence];
            Assert.Equal(seen.Intent, intent);
            if (before is null || (intent.IsOrder == 0 && intent.Reject == RejectReason.None))
                continue;
            (IReadOnlyList<CheckReport> checks, RejectReason reason) = RiskExplainer.Explain(
                session.Journal.Settings.Risk, session.Journal.Instruments[intent.SymbolId], before, in run.Pipeline.Tops[run.Sequence], in intent);
            Assert.Equal(intent.Reject, reason);
            Assert.Equal(10, checks.Count);
            orders += intent.IsOrder;
            rejects += intent.IsOrder == 0 ? 1 : 0;
        }

        Assert.InRange(orders, 20, int.MaxValue);
        Assert.InRange(rejects, 20, int.MaxValue);
        Assert.Equal((session.Orders.Count, session.Rejects.Count), (orders, rejects));
        Assert.True(session.Rejects.Select(f => f.Intent.Reject).Distinct().Count() > 1, "rejects of more than one reason");
    }
}
