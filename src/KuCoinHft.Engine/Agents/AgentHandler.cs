using System.Numerics;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Agents;

/// <summary>Stage 6: the meta-model picks an agent, the agent's Q-values pick a target, and a target is kept until another is clearly better.</summary>
/// <remarks>
/// Momentum sees returns, moving-average gaps and trade flow; VolatilityBreakout sees distances to rolling extremes, volatility ratios and order
/// flow; StatisticalArbitrage sees the pair spread. The exact inputs are their rules' (Agents/Rules) and their manifests'.
/// Without a meta-model the most confident agent is picked. Without its own model an agent holds what it has, which at start is nothing.
/// An agent whose model reads long windows holds likewise until they are ready; the others go on.
/// </remarks>
public sealed class AgentHandler : IStage
{
    private const int Flat = Limits.Targets / 2;
    private const int KeepForMargin = -1;
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly RingColumn<Prediction> _predictions;
    private readonly RingColumn<Decision> _decisions;
    private readonly AgentPolicy _policy;
    private readonly State[] _states;
    private readonly long[] _reasons = new long[Enum.GetValues<DecisionReason>().Length];

    public AgentHandler(
        RingColumn<Frame> frames,
        RingColumn<FeatureVector> vectors,
        RingColumn<Prediction> predictions,
        RingColumn<Decision> decisions,
        AgentPolicy policy,
        int symbols)
    {
        _frames = frames;
        _vectors = vectors;
        _predictions = predictions;
        _decisions = decisions;
        _policy = policy;
        _states = new State[symbols];
        for (int i = 0; i < symbols; i++)
            _states[i] = new State { Target = Flat, ChangedNs = -policy.HoldNs };
    }

    /// <summary>Decisions by reason.</summary>
    public ReadOnlySpan<long> Reasons => _reasons;

    public void OnFrame(long n) => Handle(in _vectors[n], in _predictions[n], _frames[n].ReceiveNs, ref _decisions[n]);

    private void Handle(in FeatureVector vector, in Prediction prediction, long nowNs, ref Decision decision)
    {
        decision = default;
        decision.SymbolId = vector.SymbolId;
        if (vector.State == FeatureState.None)
            return;
        decision.Agent = AgentId.None;
        ref State state = ref _states[vector.SymbolId];
        if (vector.State != FeatureState.Ready)
            decision.Reason = vector.State == FeatureState.Stale ? DecisionReason.Stale : DecisionReason.Warming;
        else
            Decide(in prediction, vector.LongState, nowNs, ref state, ref decision);
        decision.TargetHalves = (sbyte)(state.Target - Flat);
        _reasons[(int)decision.Reason]++;
    }

    private void Decide(in Prediction prediction, LongState longState, long nowNs, ref State state, ref Decision decision)
    {
        int agent = Pick(in prediction);
        if (agent >= 0)
            decision.Agent = (AgentId)agent;
        if (agent >= 0 && (prediction.AgentsReady & (1 << agent)) == 0)
        {
            decision.Reason = (prediction.AgentsWaiting & (1 << agent)) == 0 ? DecisionReason.AgentNotReady
                : longState == LongState.Hole ? DecisionReason.BarsMissing
                : DecisionReason.WarmingLong;
            return;
        }

        int best = agent < 0 ? Flat : BestOf(in prediction, agent, in state, ref decision);
        if (best == state.Target)
            decision.Reason = agent < 0 ? DecisionReason.MetaFlat : DecisionReason.AgentTarget;
        else if (nowNs - state.ChangedNs < _policy.HoldNs)
            decision.Reason = DecisionReason.Holding;
        else if (best == KeepForMargin)
            decision.Reason = DecisionReason.BelowMargin;
        else
        {
            decision.Reason = agent < 0 ? DecisionReason.MetaFlat : DecisionReason.AgentTarget;
            state.Target = best;
            state.ChangedNs = nowNs;
        }
    }

    // The agent's best target, or KeepForMargin where it gains too little over the present one.
    private int BestOf(in Prediction prediction, int agent, in State state, ref Decision decision)
    {
        ReadOnlySpan<float> all = prediction.Q;
        ReadOnlySpan<float> q = all.Slice(agent * Limits.Targets, Limits.Targets);
        int best = Best(q, state.Target);
        decision.Confidence = q[best] - q[Flat];
        return best != state.Target && q[best] - q[state.Target] < _policy.SwitchMargin ? KeepForMargin : best;
    }

    // The meta-model's favourite, -1 when that is none; without a meta-model the agent that gains most over flat.
    private static int Pick(in Prediction prediction)
    {
        if (prediction.MetaReady != 0)
            return Best(prediction.Meta, 0) - 1;
        ReadOnlySpan<float> q = prediction.Q;
        // Where no agent is ready, one that waits is named before one that has no model.
        int picked = prediction.AgentsWaiting == 0 ? 0 : BitOperations.TrailingZeroCount((uint)prediction.AgentsWaiting);
        float gainMax = float.NegativeInfinity;
        for (int a = 0; a < Limits.Agents; a++)
        {
            if ((prediction.AgentsReady & (1 << a)) == 0)
                continue;
            ReadOnlySpan<float> values = q.Slice(a * Limits.Targets, Limits.Targets);
            float gain = values[Best(values, Flat)] - values[Flat];
            if (gain > gainMax)
                (picked, gainMax) = (a, gain);
        }

        return picked;
    }

    // Equals are decided for what there is: nothing is done for no gain.
    private static int Best(ReadOnlySpan<float> values, int present)
    {
        int best = present;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }

    private struct State
    {
        public int Target;
        public long ChangedNs;
    }
}
