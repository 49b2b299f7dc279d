namespace KuCoinHft.Engine.Wire;

/// <summary>The way back to the server of a WebSocket: what the source answers goes out here.</summary>
/// <remarks>
/// Never blocks, allocates nothing.
/// Implementation: the socket's outbox (Adapters/KuCoin), with TLS or without.
/// </remarks>
public interface IWsOutlet
{
    /// <summary>Sends one frame.</summary>
    /// <returns>False when the connection is gone or its backlog is full; nothing was sent then.</returns>
    bool Send(WsOpcode opcode, ReadOnlySpan<byte> payload);

    /// <summary>Sends what an earlier call had to leave behind. Cheap when there is nothing.</summary>
    void Flush();
}
