namespace KuCoinHft.Cli.Latency;

/// <summary>What the generator saw of one run; times are nanoseconds of the machine's monotonic clock, which all its processes share.</summary>
internal sealed record LoadResult
{
    /// <summary>Market frames sent, warm-up included.</summary>
    public required int Sent { get; init; }

    /// <summary>For each measured frame, how long after its planned time it was sent.</summary>
    public required long[] LateNs { get; init; }

    /// <summary>The keys of the orders received, in order; of the echo, the number of the answer from 0.</summary>
    public required long[] OrderKeys { get; init; }

    /// <summary>When each was received whole.</summary>
    public required long[] OrderNs { get; init; }
}
