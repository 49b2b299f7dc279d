namespace KuCoinHft.Cli.Latency;

/// <summary>What lies between load generator and engine.</summary>
internal enum LatencyTransport
{
    /// <summary>Rings between two threads of one process.</summary>
    Memory,

    /// <summary>Loopback sockets between two processes.</summary>
    Tcp,

    /// <summary>The same with TLS.</summary>
    Tls,
}
