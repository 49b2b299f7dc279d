using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Research.Backtest;

/// <summary>One message of a market in virtual time.</summary>
/// <param name="ReceiveNs">When the engine receives it.</param>
/// <param name="Source">Feed, trading answers or REST.</param>
/// <param name="SnapshotOf">Symbol whose full book the body is, or -1 for any other message.</param>
/// <param name="Json">UTF-8 JSON.</param>
/// <param name="ClientOid">The order that the body of a REST answer is about, or null.</param>
public readonly record struct MarketMessage(long ReceiveNs, FrameSource Source, int SnapshotOf, ReadOnlyMemory<byte> Json, string? ClientOid = null);

/// <summary>A market that gives its messages one by one, in order of time, and takes actions in between.</summary>
/// <remarks>Implementations: the recording alone, and the embedded exchange in memory.</remarks>
public interface IVirtualMarket : IOrderGateway
{
    /// <summary>The next message, after what the actions so far have caused.</summary>
    bool TryNext(out MarketMessage message);
}
