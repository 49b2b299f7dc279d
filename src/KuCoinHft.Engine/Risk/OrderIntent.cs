using System.Runtime.InteropServices;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Risk;

/// <summary>An order that passed the gate, or the reason why it did not.</summary>
/// <remarks>Shape: one cache line. Written by Risk alone. Neither order nor reason: nothing was wanted.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct OrderIntent
{
    public RejectReason Reject;

    /// <summary>1 when the order is to be sent.</summary>
    public byte IsOrder;

    /// <summary>1 when the symbol's resting order no longer fits and is to be cancelled.</summary>
    public byte CancelsResting;
    public Side Side;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public short SymbolId;
    public long OrderKey;
    public long PriceTicks;
    public long SizeLots;
}
