namespace KuCoinHft.Exchange.Faults;

/// <summary>The WebSockets that a fault strikes.</summary>
[Flags]
public enum FaultSockets
{
    None = 0,

    /// <summary>Classic feed, public and private.</summary>
    Feed = 1,

    /// <summary>WebSocket trading API.</summary>
    Trade = 2,

    Both = Feed | Trade,
}
