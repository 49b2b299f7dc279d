using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Agents;

public sealed class AgentHandlerTests : IDisposable
{
    private const long HoldNs = 1000;
    private const byte All = 0b111;
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly RingColumn<Prediction> _predictions;
    private readonly RingColumn<Decision> _decisions;
    private readonly AgentHandler _handler;
    private long _next;

    public AgentHandlerTests()
    {
        var ring = new RingBuffer(64);
        _frames = new RingColumn<Frame>(ring);
        _vectors = new RingColumn<FeatureVector>(ring);
        _predictions = new RingColumn<Prediction>(ring);
        _decisions = new RingColumn<Decision>(ring);
        _handler = new AgentHandler(_frames, _vectors, _predictions, _decisions, new AgentPolicy(SwitchMargin: 1f, HoldNs), symbols: 2);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _vectors.Dispose();
        _predictions.Dispose();
        _decisions.Dispose();
    }

    /// <summary>Meta weights (none, agents 0 to 2; empty: no meta-model), ready agents, and each agent's Q by target; what comes of it from flat.</summary>
    public static TheoryData<float[], byte, float[], AgentId, DecisionReason, int> Table => new()
    {
        // The meta-model picks, and its agent's best target is taken.
        { [0, 1, 0, 0], All, [0, 0, 0, 0, 5, /**/ 9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, 2 },
        { [0, 0, 1, 0], All, [9, 0, 0, 0, 0, /**/ 0, 0, 0, 5, 0, /**/ 9, 0, 0, 0, 0], AgentId.VolatilityBreakout, DecisionReason.AgentTarget, 1 },
        { [0, 0, 0, 1], All, [9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0, /**/ 0, 5, 0, 0, 0], AgentId.StatisticalArbitrage, DecisionReason.AgentTarget, -1 },
        // It prefers none: flat.
        { [1, 0, 0, 0], All, [9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0], AgentId.None, DecisionReason.MetaFlat, 0 },
        // Equal weights go to none, then to the agent that stands first.
        { [0.5f, 0.5f, 0, 0], All, [9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0], AgentId.None, DecisionReason.MetaFlat, 0 },
        { [0, 0.5f, 0.5f, 0], All, [0, 0, 0, 0, 5, /**/ 9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, 2 },
        // Its agent has no usable values: hold.
        { [0, 0, 1, 0], 0b101, [9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0, /**/ 9, 0, 0, 0, 0], AgentId.VolatilityBreakout, DecisionReason.AgentNotReady, 0 },
        // Margin: below it the present target stays, at it the new one is taken.
        { [0, 1, 0, 0], All, [0, 0, 1, 1.99f, 0, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.BelowMargin, 0 },
        { [0, 1, 0, 0], All, [0, 0, 1, 2, 0, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, 1 },
        { [0, 1, 0, 0], All, [-9, -9, -8, -9, -9, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, 0 },
        // No meta-model: the ready agent that gains most over flat.
        { [], All, [3, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 4, /**/ 0, 2, 0, 0, 0], AgentId.VolatilityBreakout, DecisionReason.AgentTarget, 2 },
        { [], All, [103, 100, 100, 100, 100, /**/ 0, 0, 0, 0, 4, /**/ 0, 2, 0, 0, 0], AgentId.VolatilityBreakout, DecisionReason.AgentTarget, 2 },
        { [], 0b101, [3, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 4, /**/ 0, 2, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, -2 },
        { [], 0b100, [3, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 4, /**/ 0, 2, 0, 0, 0], AgentId.StatisticalArbitrage, DecisionReason.AgentTarget, -1 },
        { [], 0, [3, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 4, /**/ 0, 2, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentNotReady, 0 },
        { [], All, [3, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 3, /**/ 0, 3, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, -2 },
        // Equal targets: the present one, or the lower of two that are better.
        { [0, 1, 0, 0], All, [7, 7, 7, 7, 7, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, 0 },
        { [0, 1, 0, 0], All, [0, 7, 0, 7, 0, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0], AgentId.Momentum, DecisionReason.AgentTarget, -1 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_decision_follows_from_the_prediction(float[] meta, byte ready, float[] q, AgentId agent, DecisionReason reason, int halves)
    {
        Decision decision = Decide(0, Predict(meta, ready, q));

        Assert.Equal((agent, reason, halves), (decision.Agent, decision.Reason, decision.TargetHalves));
        Assert.Equal(1, _handler.Reasons[(int)reason]);
    }

    [Fact]
    public void Equal_targets_keep_the_present_one_even_without_a_margin()
    {
        var handler = new AgentHandler(_frames, _vectors, _predictions, _decisions, new AgentPolicy(SwitchMargin: 0f, HoldNs: 0), symbols: 1);
        Write(0, FeatureState.Ready, 0, Predict([0, 1, 0, 0], All, [7, 7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        handler.OnFrame(0);

        Assert.Equal(0, _decisions[0].TargetHalves);
    }

    [Fact]
    public void Confidence_is_the_best_target_over_flat()
    {
        Assert.Equal(3.5f, Decide(0, Predict([0, 1, 0, 0], All, [0, 0, 1.5f, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])).Confidence);
    }

    [Fact]
    public void A_target_is_kept_for_the_holding_time_going_flat_included()
    {
        Prediction up = Predict([0, 1, 0, 0], All, [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Prediction down = Predict([0, 1, 0, 0], All, [9, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Prediction none = Predict([1, 0, 0, 0], All, new float[15]);

        AssertDecision(Decide(0, up), DecisionReason.AgentTarget, 2);
        AssertDecision(Decide(1, up), DecisionReason.AgentTarget, 2);
        AssertDecision(Decide(HoldNs - 2, none), DecisionReason.Holding, 2);
        AssertDecision(Decide(HoldNs - 1, down), DecisionReason.Holding, 2);
        AssertDecision(Decide(HoldNs, none), DecisionReason.MetaFlat, 0);
        AssertDecision(Decide(HoldNs + 1, none), DecisionReason.MetaFlat, 0);
        AssertDecision(Decide((2 * HoldNs) - 1, down), DecisionReason.Holding, 0);
        AssertDecision(Decide(2 * HoldNs, down), DecisionReason.AgentTarget, -2);
    }

    [Fact]
    public void An_agent_that_is_not_ready_keeps_the_target()
    {
        Decide(0, Predict([0, 1, 0, 0], All, [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

        AssertDecision(Decide(5 * HoldNs, Predict([0, 1, 0, 0], 0, [9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])), DecisionReason.AgentNotReady, 2);
    }

    [Theory]
    [InlineData(LongState.Filling, DecisionReason.WarmingLong)]
    [InlineData(LongState.Hole, DecisionReason.BarsMissing)]
    public void An_agent_that_waits_for_its_long_windows_keeps_the_target_and_says_why(LongState longState, DecisionReason reason)
    {
        Decide(0, Predict([0, 1, 0, 0], All, [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Prediction waiting = Predict([0, 0, 1, 0], 0b101, new float[15]) with { AgentsWaiting = 0b010 };

        AssertDecision(Decide(5 * HoldNs, waiting, longState: longState), reason, 2);
        Assert.Equal(AgentId.VolatilityBreakout, _decisions[_next - 1].Agent);

        // The others go on.
        AssertDecision(Decide(6 * HoldNs, Predict([0, 0, 0, 1], 0b101, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]), longState: longState), DecisionReason.AgentTarget, -2);

        // Without a meta-model one that waits is named before one that has no model.
        AssertDecision(Decide(7 * HoldNs, Predict([], 0, new float[15]) with { AgentsWaiting = 0b010 }, longState: longState), reason, -2);
    }

    [Theory]
    [InlineData(FeatureState.Stale, DecisionReason.Stale)]
    [InlineData(FeatureState.Warming, DecisionReason.Warming)]
    public void Vectors_that_are_not_ready_keep_the_target_and_say_why(FeatureState state, DecisionReason reason)
    {
        Prediction up = Predict([0, 1, 0, 0], All, [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        AssertDecision(Decide(0, up, state: state), reason, 0);
        Decide(0, up);
        Decision decision = Decide(5 * HoldNs, Predict([1, 0, 0, 0], All, new float[15]), state: state);

        AssertDecision(decision, reason, 2);
        Assert.Equal(AgentId.None, decision.Agent);
    }

    [Fact]
    public void A_frame_that_is_no_decision_frame_makes_none()
    {
        Decision decision = Decide(0, Predict([0, 1, 0, 0], All, new float[15]), state: FeatureState.None);

        Assert.False(decision.IsDecision);
        Assert.All(_handler.Reasons.ToArray(), count => Assert.Equal(0, count));
    }

    [Fact]
    public void Symbols_are_independent()
    {
        Prediction up = Predict([0, 1, 0, 0], All, [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Prediction down = Predict([0, 1, 0, 0], All, [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        AssertDecision(Decide(0, up, symbolId: 0), DecisionReason.AgentTarget, 2);
        AssertDecision(Decide(1, down, symbolId: 1), DecisionReason.AgentTarget, -2);
        AssertDecision(Decide(2, down, symbolId: 0), DecisionReason.Holding, 2);
        Assert.Equal(1, Decide(3, down, symbolId: 1).SymbolId);
    }

    private static void AssertDecision(Decision decision, DecisionReason reason, int halves) =>
        Assert.Equal((reason, halves), (decision.Reason, decision.TargetHalves));

    private static Prediction Predict(float[] meta, byte ready, float[] q)
    {
        var prediction = new Prediction { AgentsReady = ready, MetaReady = (byte)(meta.Length > 0 ? 1 : 0) };
        meta.CopyTo(prediction.Meta);
        q.CopyTo(prediction.Q);
        return prediction;
    }

    private Decision Decide(long nowNs, Prediction prediction, short symbolId = 0, FeatureState state = FeatureState.Ready, LongState longState = LongState.Ready)
    {
        Write(nowNs, state, symbolId, prediction, longState);
        _handler.OnFrame(_next - 1);
        return _decisions[_next - 1];
    }

    private void Write(long nowNs, FeatureState state, short symbolId, Prediction prediction, LongState longState = LongState.Ready)
    {
        _frames[_next] = new Frame { ReceiveNs = nowNs };
        _vectors[_next] = new FeatureVector { State = state, LongState = longState, SymbolId = symbolId };
        _predictions[_next] = prediction;
        _next++;
    }
}
