using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Send;

/// <summary>Takes the engine's actions to an exchange.</summary>
/// <remarks>
/// Thread: the engine's worker. Never blocks, allocates nothing.
/// Implementations: KuCoin over sockets (Adapters/KuCoin), the embedded exchange in memory, and none (replay).
/// </remarks>
public interface IOrderGateway
{
    /// <summary>Sends one action.</summary>
    /// <param name="action">The record, for gateways that need no text.</param>
    /// <param name="message">The WebSocket trading API request as UTF-8 JSON; the path and query of <see cref="ActionKind.RequestOrder"/>; empty for <see cref="ActionKind.RequestSnapshot"/>.</param>
    /// <returns>False when the action could not be taken (connection closed, no room); Send counts it and the order stays unanswered.</returns>
    bool Send(in ActionRecord action, ReadOnlySpan<byte> message);
}
