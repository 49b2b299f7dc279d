using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Send;

/// <summary>Sends nothing: replay, where the journal or the recording already holds what came back.</summary>
public sealed class NoGateway : IOrderGateway
{
    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message) => true;
}
