using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;

namespace KuCoinHft.Bench.WholePath;

/// <summary>Where a measured path ends: it counts the orders and the bytes of their requests, and sends nothing.</summary>
internal sealed class OrderBytes : IOrderGateway
{
    public long Orders { get; private set; }

    public long Bytes { get; private set; }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        Orders += action.Kind == ActionKind.NewOrder ? 1 : 0;
        Bytes += message.Length;
        return true;
    }
}
