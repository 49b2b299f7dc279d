using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Agents;

/// <summary>The trading agents, in the order of their models.</summary>
public enum AgentId : byte
{
    Momentum,
    VolatilityBreakout,
    StatisticalArbitrage,
    None = 255,
}

/// <summary>Why a decision is what it is.</summary>
public enum DecisionReason : byte
{
    /// <summary>The frame is no decision frame.</summary>
    None,

    /// <summary>The chosen agent's best target.</summary>
    AgentTarget,

    /// <summary>The meta-model prefers no agent: flat.</summary>
    MetaFlat,

    /// <summary>The chosen agent's advantage over its present target is below the switching margin.</summary>
    BelowMargin,

    /// <summary>The present target is younger than the holding time.</summary>
    Holding,

    /// <summary>The chosen agent has no usable model.</summary>
    AgentNotReady,

    /// <summary>Windows are still filling.</summary>
    Warming,

    /// <summary>The book is stale.</summary>
    Stale,

    /// <summary>The chosen agent reads long windows, which are still filling: fewer than <see cref="Features.BarWindow.BarsMin"/> one-minute bars so far.</summary>
    WarmingLong,

    /// <summary>The chosen agent reads long windows, in which minutes are missing between older bars and now; candles mend that at once, time in five minutes.</summary>
    BarsMissing,
}

/// <summary>The position that the agents want in the frame's symbol.</summary>
/// <remarks>Shape: one cache line. Written by Agents alone.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Decision
{
    public DecisionReason Reason;
    public AgentId Agent;
    public short SymbolId;

    /// <summary>Target position in halves of the symbol's maximum: -2..+2. With a holding reason it is the target kept.</summary>
    public sbyte TargetHalves;

    /// <summary>Q of the best target minus Q of flat, in percent of the price.</summary>
    public float Confidence;

    public readonly bool IsDecision => Reason != DecisionReason.None;
}
