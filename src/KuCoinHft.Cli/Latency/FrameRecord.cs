using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Cli.Latency;

/// <summary>What a measured frame was to the engine.</summary>
internal enum FrameClass : byte
{
    /// <summary>Neither market frame nor decision: answers and pushes.</summary>
    Other,

    /// <summary>A market frame.</summary>
    Tick,

    /// <summary>A decision frame that became no order.</summary>
    Decision,

    /// <summary>A decision frame that became an order.</summary>
    Order,
}

/// <summary>One frame of the measured part, as the engine left it.</summary>
internal struct FrameRecord
{
    public FrameClass Class;

    /// <summary>The models were asked: book and windows were ready.</summary>
    public bool IsModelled;

    /// <summary>When the market frame, or the one that the decision follows, was planned, nanoseconds after the start; -1 for others.</summary>
    public long OffsetNs;

    /// <summary>The order's key, or 0.</summary>
    public long OrderKey;

    public Stamps Stamps;
}
