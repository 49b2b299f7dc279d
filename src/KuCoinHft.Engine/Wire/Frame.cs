using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Wire;

/// <summary>Where a frame came from.</summary>
public enum FrameSource : byte
{
    None,

    /// <summary>Classic WebSocket feed: market data and private pushes.</summary>
    Feed,

    /// <summary>WebSocket trading API: answers to orders and cancels.</summary>
    Trade,

    /// <summary>REST answers.</summary>
    Rest,

    /// <summary>The session's clock.</summary>
    Timer,

    /// <summary>Results of work off the hot path, such as GPU features.</summary>
    SlowLane,
}

/// <summary>What the bytes of a frame are.</summary>
public enum FrameKind : byte
{
    None,

    /// <summary>A KuCoin JSON message, as received.</summary>
    Json,

    /// <summary>One part of a full book, JSON in our envelope; see Decode/SnapshotParts.</summary>
    Snapshot,

    /// <summary>8 bytes, little endian: int32 symbol id, int32 timer number.</summary>
    Timer,

    /// <summary>Features made off the hot path: int32 symbol id, int32 first feature, then floats.</summary>
    SlowFeatures,

    /// <summary>One row of a REST answer, JSON in our envelope; see Decode/RestRows.</summary>
    Rest,
}

/// <summary>One input at its ring sequence: source, time, and where its bytes stand in the byte ring.</summary>
/// <remarks>Shape: one cache line. Written by Intake alone.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Frame
{
    /// <summary>Session time of receipt, nanoseconds since the Unix epoch. In replay and at 20x this is market time.</summary>
    public long ReceiveNs;

    /// <summary>Position of the first byte in the <see cref="KuCoinHft.Ring.ByteRing"/>.</summary>
    public long BytePosition;

    public int Length;

    public FrameSource Source;

    public FrameKind Kind;
}
