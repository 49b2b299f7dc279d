using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Research.Tests.Trace;

[Collection(nameof(TracedSession))]
public sealed class OrderWhyTests(TracedSession session)
{
    [Fact]
    public void Every_order_of_the_session_is_explained_and_its_life_is_what_the_pushes_tell()
    {
        int filled = 0;
        foreach (SeenFrame order in session.Orders)
        {
            string clientOid = session.Journal.ClientOid(order.Intent.OrderKey);
            WhyReport report = Why(clientOid);
            List<(long Sequence, JsonElement Push)> pushes = session.PushesOf(clientOid);

            Assert.True(report.EqualsJournal, report.Comparison);
            Assert.Equal(order.Sequence, report.Sequence);
            Assert.Contains($"passed every check and was sent as {clientOid}", report.Verdict, StringComparison.Ordinal);
            Assert.All(report.Checks, check => Assert.NotEqual(CheckOutcome.Failed, check.Outcome));
            Assert.Equal(report.Order!.IsReduction, report.Checks.Any(check => check.Outcome == CheckOutcome.NotAsked));
            AssertLife(report, pushes, order.ReceiveNs);
            filled += AssertFills(report, pushes);
        }

        Assert.InRange(session.Orders.Count, 20, int.MaxValue);
        Assert.InRange(filled, 10, int.MaxValue);
    }

    [Fact]
    public void A_rejected_intent_names_the_check_that_failed()
    {
        foreach (RejectReason reason in session.Rejects.Select(f => f.Intent.Reject).Distinct())
        {
            SeenFrame seen = session.Rejects.First(f => f.Intent.Reject == reason);
            WhyReport report = Why($"{seen.Sequence}");

            Assert.Equal(reason, report.Reject);
            CheckReport failed = report.Checks.First(check => check.Outcome == CheckOutcome.Failed);
            Assert.Equal(reason, failed.Reason);
            Assert.Contains($"rejected as {reason}", report.Verdict, StringComparison.Ordinal);
            Assert.Contains($"'{failed.What}' had {failed.Value} against {failed.Limit}", report.Verdict, StringComparison.Ordinal);
            Assert.Null(report.Order!.ClientOid);
            Assert.Empty(report.Life);
            Assert.Null(report.Latency);
        }
    }

    [Fact]
    public void A_decision_without_an_order_says_why_none_was_wanted()
    {
        SeenFrame[] quiet = [.. session.Frames.Where(f => f.Decision.IsDecision && f.Prediction.AgentsReady != 0 && f.Intent.IsOrder == 0 && f.Intent.Reject == RejectReason.None)];
        WhyReport[] reports = [.. quiet.Where((_, i) => i % (quiet.Length / 20) == 0).Select(f => Why($"{f.Sequence}"))];

        Assert.All(reports, report => Assert.StartsWith("No order: ", report.Verdict, StringComparison.Ordinal));
        Assert.All(reports, report => Assert.Empty(report.Checks));
        Assert.Contains(reports, report => report.Verdict.Contains("nearer to it than a tenth", StringComparison.Ordinal));
    }

    [Fact]
    public void The_decision_is_told_with_its_values_and_what_stood_before_it()
    {
        SeenFrame seen = session.Orders.Last(f => f.Decision.Agent != Engine.Agents.AgentId.None);
        SeenFrame before = session.Frames.Last(f => f.Sequence < seen.Sequence && f.Decision.IsDecision && f.Decision.SymbolId == seen.Decision.SymbolId);
        WhyReport report = Why($"{seen.Sequence}.0");

        WhyAgent picked = report.Agents.Single(agent => agent.IsPicked);
        Assert.Equal($"{seen.Decision.Agent}", picked.Agent);
        Assert.Equal(["-1", "-0.5", "0", "0.5", "1"], picked.Q.Keys);
        int at = (int)seen.Decision.Agent * Limits.Targets;
        Assert.Equal([seen.Prediction.Q[at], seen.Prediction.Q[at + 1], seen.Prediction.Q[at + 2], seen.Prediction.Q[at + 3], seen.Prediction.Q[at + 4]], picked.Q.Values);
        Assert.Equal([seen.Prediction.Meta[0], seen.Prediction.Meta[1], seen.Prediction.Meta[2], seen.Prediction.Meta[3]], report.MetaWeights.Values);
        Assert.Equal($"{before.Decision.TargetHalves / 2m:0.#}", report.Decision.TargetBefore);
        float best = picked.Q.Values.Max();
        Assert.Equal(best - picked.Q[report.Decision.TargetBefore], report.Decision.Margin);
        Assert.Equal(best, picked.Q[report.Decision.BestTarget!]);
        Assert.Equal(5, report.Book.Bids.Count);
        Assert.Equal(seen.Top.Bids[0].PriceTicks / (decimal)session.Journal.Instruments[seen.Top.SymbolId].TicksPerUnit, decimal.Parse(report.Book.Bids[0].Price, CultureInfo.InvariantCulture));
        SeenFrame pushed = session.Frames.Last(f => f.Sequence < seen.Sequence && f.Update.Kind == UpdateKind.MarginPosition);
        Assert.Equal(pushed.Update.DebtRatioE8 / 1e8m, decimal.Parse(report.Before.DebtRatio!, CultureInfo.InvariantCulture));
        Assert.Equal(seen.ReceiveNs - pushed.ReceiveNs, report.Before.DebtRatioAgeNs);
        Assert.Null(report.Latency!.Speed);
        Assert.Null(report.Latency.AnswerWallNs);
    }

    [Fact]
    public void An_order_is_found_by_each_of_its_names()
    {
        SeenFrame order = session.Orders[5];
        string clientOid = session.Journal.ClientOid(order.Intent.OrderKey);
        string orderId = session.PushesOf(clientOid)[0].Push.GetProperty("orderId").GetString()!;
        var name = new OrderName(order.Sequence, order.Intent.OrderKey);

        Assert.Equal(name, OrderFinder.Find(session.Journal, clientOid));
        Assert.Equal(name, OrderFinder.Find(session.Journal, orderId));
        Assert.Equal(name, OrderFinder.Find(session.Journal, $"{order.Sequence}.0"));
        Assert.Equal(name, OrderFinder.Find(session.Journal, $"{order.Sequence}"));
        Assert.Equal(new OrderName(session.BadFrame, 0), OrderFinder.Find(session.Journal, $"{session.BadFrame}"));
    }

    [Fact]
    public void A_beginning_finds_an_order_when_it_is_the_only_one()
    {
        string[] clientOids = [.. session.Orders.Select(o => session.Journal.ClientOid(o.Intent.OrderKey))];
        foreach (string clientOid in clientOids.Take(5))
        {
            int length = Enumerable.Range(1, clientOid.Length).First(l => clientOids.Count(other => other.StartsWith(clientOid[..l], StringComparison.Ordinal)) == 1);
            Assert.Equal(clientOid, session.Journal.ClientOid(OrderFinder.Find(session.Journal, clientOid[..length]).OrderKey));
            string refusal = Assert.Throws<ArgumentException>(() => OrderFinder.Find(session.Journal, clientOid[..(length - 1)])).Message;
            Assert.Contains(clientOids.First(other => other.StartsWith(clientOid[..(length - 1)], StringComparison.Ordinal)), refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("kh-00000001", "No order of the session begins with 'kh-00000001'")]
    [InlineData("no such", "clientOid, an exchange orderId, or sequence.index")]
    [InlineData("0.0", "There is no action 0.0")]
    [InlineData("kh-", "more")]
    public void What_names_no_order_is_refused_with_the_mend(string text, string named)
    {
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => OrderFinder.Find(session.Journal, text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_decides_nothing_is_refused_with_the_last_that_did()
    {
        SeenFrame market = session.Frames.Last(f => f.Update.Kind == UpdateKind.Level2);
        long decision = session.Frames.Last(f => f.Sequence < market.Sequence && f.Decision.IsDecision).Sequence;

        string refusal = Assert.Throws<ArgumentException>(() => Why($"{market.Sequence}")).Message;
        Assert.Contains($"the last before it is {decision}", refusal, StringComparison.Ordinal);
        Assert.Contains($"holds 0 to {session.Frames.Count - 1}", Assert.Throws<ArgumentException>(() => Why("1000000000")).Message, StringComparison.Ordinal);
    }

    private WhyReport Why(string text)
    {
        return OrderWhy.Run(session.Journal, session.Models, OrderFinder.Find(session.Journal, text), TestContext.Current.CancellationToken);
    }

    private void AssertLife(WhyReport report, List<(long Sequence, JsonElement Push)> pushes, long decidedNs)
    {
        Assert.Equal(("sent", report.Sequence, 0L), (report.Life[0].What, report.Life[0].Sequence, report.Life[0].AfterNs));
        // The story may end before a push that repeats the end.
        IEnumerable<(string, long)> told = report.Life.Where(e => e.What is "received" or "open" or "match" or "filled" or "canceled").Select(e => (e.What, e.Sequence));
        Assert.Equal(pushes.Select(p => (p.Push.GetProperty("type").GetString()!, p.Sequence)), told);
        Assert.All(report.Life, e => Assert.Equal(session.Frames[(int)e.Sequence].ReceiveNs - decidedNs, e.AfterNs));
        if (pushes.Count > 0)
        {
            Assert.Equal(session.Frames[(int)pushes[0].Sequence].ReceiveNs - decidedNs, report.Latency!.FirstPushNs);
            Assert.Equal(pushes[0].Push.GetProperty("orderId").GetString(), report.Order!.OrderId);
        }

        SeenFrame? answer = session.Frames.FirstOrDefault(f => f.Update.Kind == UpdateKind.OrderAnswer && session.Journal.ClientOid(Math.Max(1, f.Update.OrderKey)) == report.Order!.ClientOid);
        Assert.Equal(answer?.ReceiveNs - decidedNs, report.Latency!.AnswerNs);
    }

    private static int AssertFills(WhyReport report, List<(long Sequence, JsonElement Push)> pushes)
    {
        JsonElement[] matches = [.. pushes.Select(p => p.Push).Where(p => p.GetProperty("type").GetString() == "match")];
        if (matches.Length == 0)
        {
            Assert.Null(report.Fills);
            return 0;
        }

        decimal size = matches.Sum(m => Number(m, "matchSize"));
        decimal funds = matches.Sum(m => Number(m, "matchSize") * Number(m, "matchPrice"));
        Assert.Equal(matches.Length, report.Fills!.Count);
        Assert.Equal(size, decimal.Parse(report.Fills.Size, CultureInfo.InvariantCulture));
        Assert.InRange(decimal.Parse(report.Fills.AveragePrice, CultureInfo.InvariantCulture) - (funds / size), -0.0001m, 0.0001m);
        Assert.Equal(matches.Count(m => m.GetProperty("liquidity").GetString() == "maker"), report.Fills.AsMaker);
        Assert.InRange(decimal.Parse(report.Fills.FeeAssumed, CultureInfo.InvariantCulture) - (funds * 0.001m), 0m, 0.0000001m * matches.Length);
        return 1;
    }

    private static decimal Number(JsonElement push, string name) => decimal.Parse(push.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
