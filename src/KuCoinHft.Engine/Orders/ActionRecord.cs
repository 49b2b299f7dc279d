using System.Runtime.InteropServices;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Orders;

/// <summary>What the engine asks of the exchange.</summary>
public enum ActionKind : byte
{
    None,

    /// <summary><c>margin.order</c> of the WebSocket trading API.</summary>
    NewOrder,

    /// <summary><c>margin.cancel</c> by clientOid.</summary>
    CancelOrder,

    /// <summary><c>GET /api/v3/market/orderbook/level2</c>; the answer comes back as snapshot frames.</summary>
    RequestSnapshot,

    /// <summary><c>GET /api/v3/hf/margin/orders/client-order/{clientOid}</c>; the answer comes back as a frame of a REST row, or of a refusal.</summary>
    RequestOrder,
}

/// <summary>Time in force of an order.</summary>
public enum TimeInForce : byte
{
    Gtc,
    Ioc,
}

/// <summary>Options of an order.</summary>
[Flags]
public enum OrderFlags : byte
{
    None = 0,
    PostOnly = 1,
    AutoBorrow = 2,
    AutoRepay = 4,
}

/// <summary>One action on the output ring, tagged with the frame (<see cref="Sequence"/>) that caused it and its number within the frame.</summary>
/// <remarks>Shape: one cache line. Units: ticks, lots. Written by Orders alone.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct ActionRecord
{
    public long Sequence;

    /// <summary>Key of the order, from which its clientOid is made: Sequence * <see cref="Limits.ActionsPerFrameMax"/> + Index + 1 of the action that opened it.</summary>
    public long OrderKey;
    public long PriceTicks;
    public long SizeLots;
    public short SymbolId;

    /// <summary>0-based number of this action within its frame.</summary>
    public byte Index;
    public ActionKind Kind;
    public Side Side;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
}
