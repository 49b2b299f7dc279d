using KuCoinHft.Adapters.Disk;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Tests.Backtest;

namespace KuCoinHft.Research.Tests.Models;

/// <summary>The orders come from the models: another model gives other orders, and none gives none of that agent's.</summary>
public sealed class ReplacedModelTests
{
    private static readonly EditedRecording Market = EditedRecording.Warmed(EditedRecording.Beginning(Shipped.Binance, 60_000));

    public static TheoryData<int> Agents { get; } = [.. Enumerable.Range(0, Limits.Agents)];

    [Theory]
    [MemberData(nameof(Agents))]
    public void An_agent_that_wants_the_opposite_changes_the_orders(int agent)
    {
        string name = ModelStore.Names[agent];
        using var copied = new CopiedModels();
        IReadOnlyList<ActionRecord> before = Orders(copied);
        Assert.Equal(before, Orders(copied));

        // The last layer's weights and bias: every Q-value changes its sign.
        copied.ChangeWeights(name, (fromLast, values) => Array.ConvertAll(values, value => fromLast < 2 ? -value : value).CopyTo(values, 0));
        (ModelManifest? sealedManifest, ModelRefusal? refusal) = ModelSeal.Seal(copied.FolderOf(name));
        Assert.Null(refusal);
        Assert.Equal(name, sealedManifest!.Name);
        IReadOnlyList<ActionRecord> after = Orders(copied);
        Assert.NotEqual(before, after);
        Assert.InRange(after.Count, 1, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void An_agent_whose_model_is_gone_holds_and_the_others_say_what_they_said(int agent)
    {
        string name = ModelStore.Names[agent];
        using var copied = new CopiedModels();
        PredictionLog before = Log(copied);
        File.Delete(copied.ModelFileOf(name));
        using (EngineModels models = copied.Load())
            Assert.StartsWith($"{name}: {RefusalReason.ModelMissing}: ", Assert.Single(models.Refusals));
        PredictionLog after = Log(copied);

        Assert.InRange(after.Entries.Count, 1_000, int.MaxValue);
        Assert.Equal(before.Entries.Count, after.Entries.Count);
        int picked = 0;
        for (int i = 0; i < after.Entries.Count; i++)
        {
            (long sequence, var prediction, Decision decision) = after.Entries[i];
            var then = before.Entries[i].Prediction;
            Assert.Equal((before.Entries[i].Sequence, before.Entries[i].Decision.Agent), (sequence, decision.Agent));
            Assert.Equal((7, 7 & ~(1 << agent), 1), (then.AgentsReady, prediction.AgentsReady, prediction.MetaReady));
            Assert.True(((ReadOnlySpan<float>)then.Meta).SequenceEqual(prediction.Meta));
            foreach (int other in Enumerable.Range(0, Limits.Agents).Where(other => other != agent))
                Assert.Equal(PredictionLog.QBits(then, other), PredictionLog.QBits(prediction, other));
            Assert.Equal((int)decision.Agent == agent, decision.Reason == DecisionReason.AgentNotReady);
            picked += (int)decision.Agent == agent ? 1 : 0;
        }

        Assert.InRange(picked, 1, after.Entries.Count - 1);
        Assert.DoesNotContain(before.Entries, entry => entry.Decision.Reason == DecisionReason.AgentNotReady);
    }

    private static PredictionLog Log(CopiedModels copied)
    {
        using EngineModels models = copied.Load();
        return PredictionLog.Of(Market, models);
    }

    private static IReadOnlyList<ActionRecord> Orders(CopiedModels copied)
    {
        using var folder = new TemporaryFolder();
        using EngineModels models = copied.Load();
        Assert.Empty(models.Refusals);
        JournaledSession.Run(folder.Path, Market, models, JournaledSession.Lively);
        return new JournalActionsReader(JournalFolder.ActionsPath(folder.Path)).Actions;
    }
}
