namespace KuCoinHft.Cli.Latency;

/// <summary>What the generator saw of one run; times are nanoseconds of the machine's monotonic clock, which all its processes share.</summary>
internal sealed record LoadResult
{
    /// <summary>Market frames sent, warm-up included.</summary>
    public required int Sent { get; init; }

    /// <summary>For each measured frame, how long after its planned time it was sent.</summary>
    public required long[] LateNs { get; init; }

    /// <summary>The keys of the orders received, in order.</summary>
    public required long[] OrderKeys { get; init; }

    /// <summary>When each was received whole.</summary>
    public required long[] OrderNs { get; init; }

    /// <summary>Round trips of the echo, counted from their planned times; empty where the transport has none.</summary>
    public required long[] EchoNs { get; init; }

    /// <summary>Echo messages sent.</summary>
    public required int EchoSent { get; init; }
}
