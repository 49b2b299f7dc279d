using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>What a log record says; the meaning of its arguments stands beside each, and Adapters/Metrics/LogFormatter makes the text.</summary>
public enum LogCode : ushort
{
    None,

    /// <summary>(placement workers, stages).</summary>
    EngineStarted,

    /// <summary>(last sequence).</summary>
    EngineStopped,

    /// <summary>(source, bytes, bytes max).</summary>
    FrameTooLong,

    /// <summary>(source, times so far).</summary>
    RingFull,

    /// <summary>(reason, source, bytes).</summary>
    FrameBad,

    /// <summary>(sequence wanted, sequence received).</summary>
    SequenceGap,

    /// <summary>(sequence of the snapshot).</summary>
    SnapshotApplied,

    /// <summary>(sequence, changes replayed).</summary>
    BookLive,

    /// <summary>(age ns).</summary>
    QuoteStale,

    /// <summary>(agent).</summary>
    ModelFailed,

    /// <summary>(agent, target index, reason).</summary>
    Decision,

    /// <summary>(reason, order key).</summary>
    RiskReject,

    /// <summary>(reason).</summary>
    KillSwitch,

    /// <summary>(order key, side, price ticks, size lots).</summary>
    OrderSent,

    /// <summary>(order key).</summary>
    CancelSent,

    /// <summary>(order key, action kind).</summary>
    SendRefused,

    /// <summary>(order key, exchange's code).</summary>
    OrderRefused,

    /// <summary>(order key, price ticks, size lots, side).</summary>
    Fill,

    /// <summary>(last sequence in the journal).</summary>
    JournalFull,

    /// <summary>(orders, orders max).</summary>
    TooManyOrders,

    /// <summary>(command).</summary>
    OperatorCommand,
}

/// <summary>One event worth a line, in binary.</summary>
/// <remarks>Shape: one cache line.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct LogRecord
{
    /// <summary>The frame it is about.</summary>
    public long Sequence;
    public long ReceiveNs;
    public long A;
    public long B;
    public long C;
    public long D;

    /// <summary>The instrument it is about, or -1.</summary>
    public short SymbolId;
    public LogCode Code;
}
