using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>The agent that reads long windows holds until there are bars, and says why; candles bring them at the start.</summary>
public sealed class WarmStartTests
{
    [Fact]
    public void Without_candles_it_holds_until_five_whole_minutes_have_passed_while_the_others_trade()
    {
        List<(long NowNs, LongState LongState, Decision Decision)> decisions = Run(default);

        // Recorded from 13 s into a minute: the first whole one begins 47 s later.
        long startNs = decisions[0].NowNs;
        long warmNs = ((startNs / BarWindow.BarNs) + 1 + BarWindow.BarsMin) * BarWindow.BarNs;
        var own = decisions.Where(d => d.Decision.Agent == AgentId.VolatilityBreakout).ToList();
        Assert.All(own, d => Assert.Equal(d.NowNs < warmNs, d.Decision.Reason == DecisionReason.WarmingLong));
        Assert.Contains(own, d => d.NowNs < warmNs);
        Assert.Contains(own, d => d.NowNs >= warmNs && d.Decision.Reason == DecisionReason.AgentTarget && d.Decision.TargetHalves != 0);
        foreach (AgentId other in new[] { AgentId.Momentum, AgentId.StatisticalArbitrage })
            Assert.Contains(decisions, d => d.NowNs < warmNs && d.Decision.Agent == other && d.Decision.Reason == DecisionReason.AgentTarget && d.Decision.TargetHalves != 0);
    }

    [Fact]
    public void With_the_candles_of_the_minutes_before_it_trades_at_once()
    {
        List<(long NowNs, LongState LongState, Decision Decision)> decisions = Run(TimeSpan.FromMinutes(6));

        Assert.DoesNotContain(decisions, d => d.Decision.Reason is DecisionReason.WarmingLong or DecisionReason.BarsMissing);
        Assert.All(decisions.Where(d => d.NowNs - decisions[0].NowNs > BarWindow.SettleNs), d => Assert.Equal(LongState.Ready, d.LongState));
        long firstNs = decisions.First(d => d.Decision.Agent == AgentId.VolatilityBreakout && d.Decision.Reason == DecisionReason.AgentTarget).NowNs;
        Assert.InRange(firstNs - decisions[0].NowNs, 0, BarWindow.BarNs);
    }

    private static List<(long NowNs, LongState LongState, Decision Decision)> Run(TimeSpan openAfter)
    {
        using EngineModels models = Shipped.Models();
        var observer = new DecisionLog();
        using var session = new SimulatedSession(
            Shipped.Binance, models, JournaledSession.Lively, NoJournal.Instance, NoJournal.Instance, observer: observer, openAfter: openAfter);
        observer.Pipeline = session.Pipeline;
        session.Run(cancellation: TestContext.Current.CancellationToken);
        return observer.Decisions;
    }

    private sealed class DecisionLog : IStage
    {
        public Pipeline? Pipeline { get; set; }

        public List<(long NowNs, LongState LongState, Decision Decision)> Decisions { get; } = [];

        public void OnFrame(long n)
        {
            if (Pipeline!.Decisions[n].IsDecision)
                Decisions.Add((Pipeline.Frames[n].ReceiveNs, Pipeline.Vectors[n].LongState, Pipeline.Decisions[n]));
        }
    }
}
