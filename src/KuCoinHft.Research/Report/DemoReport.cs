namespace KuCoinHft.Research.Report;

/// <summary>What a session of engine and exchange over loopback sockets showed. Money in USDT.</summary>
public sealed record DemoReport
{
    public required string Data { get; init; }

    public required string Speed { get; init; }

    /// <summary>Which worker polled which stages, written out.</summary>
    public required string Placement { get; init; }

    /// <summary>What the placement could not do on this machine's cores.</summary>
    public required IReadOnlyList<string> PlacementNotes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Seconds of market time.</summary>
    public required double MarketSeconds { get; init; }

    /// <summary>Frames through the ring, timers included.</summary>
    public required long Frames { get; init; }

    public required long DecodeErrors { get; init; }

    public required long Decisions { get; init; }

    /// <summary>Decisions by reason.</summary>
    public required IReadOnlyDictionary<string, long> DecisionReasons { get; init; }

    /// <summary>Orders sent.</summary>
    public required long Orders { get; init; }

    public required long Acks { get; init; }

    public required long Fills { get; init; }

    public required long Cancels { get; init; }

    /// <summary>Orders that the risk gate rejected, by reason, and that the exchange refused.</summary>
    public required long Rejects { get; init; }

    public required IReadOnlyDictionary<string, long> RejectReasons { get; init; }

    public required long RefusedByExchange { get; init; }

    public required long Gaps { get; init; }

    public required decimal Fees { get; init; }

    public required decimal Interest { get; init; }

    /// <summary>Equity now less equity at start: fees and interest are in it.</summary>
    public required decimal NetPnl { get; init; }

    public required decimal EquityStart { get; init; }

    public required decimal EquityEnd { get; init; }

    public required decimal DebtRatio { get; init; }

    public required IReadOnlyList<PairReport> Pairs { get; init; }

    /// <summary>What the latency figures are worth.</summary>
    public required string LatencyLabel { get; init; }

    /// <summary>Nanoseconds by stage, the wait for the rest of its batch included. A stage's time is from the end of the one before it; intake's from the frame before it, journal's and total's from publication.</summary>
    public required IReadOnlyDictionary<string, LatencyReport> LatencyNs { get; init; }

    /// <summary>Bytes that the hot workers allocated, a frame: some 1300 once, for the array pool's table of the thread that reads the pipes.</summary>
    public required double HotThreadBytesPerFrame { get; init; }

    /// <summary>Bytes that the whole process allocated during the session, exchange included.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>Bytes and TLS time of each WebSocket.</summary>
    public IReadOnlyList<WireReport> Wire { get; init; } = [];

    public required int GcCount { get; init; }

    /// <summary>What should be 0: anything lost, dropped, late or unexplained, by name.</summary>
    public required IReadOnlyDictionary<string, long> Oddities { get; init; }

    /// <summary>How often each fault of the table struck; empty without a table.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();

    /// <summary>Why the session ended before the recording did; null where it did not.</summary>
    public string? EndedEarly { get; init; }

    /// <summary>What went wrong and did not end the session, in words.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<string> ModelRefusals { get; init; }
}

/// <summary>One pair's trading.</summary>
public sealed record PairReport
{
    public required string Symbol { get; init; }

    public required long BuyFills { get; init; }

    public required long SellFills { get; init; }

    /// <summary>The largest position on either side, in base currency.</summary>
    public required string LongMax { get; init; }

    public required string ShortMax { get; init; }

    /// <summary>Position at the end, in base currency; it is valued at the middle of the book.</summary>
    public required string PositionEnd { get; init; }

    /// <summary>What the exchange's ledger has, which is the truth.</summary>
    public required string PositionAtExchange { get; init; }

    /// <summary>"agrees"; "unknown": the engine has an order open whose end it has not heard of; or "differs".</summary>
    public required string Agreement { get; init; }
}

/// <summary>What one WebSocket carried, from the upgrade on, above and below TLS. On plain TCP both are equal and nothing was timed.</summary>
public sealed record WireReport
{
    public required string Connection { get; init; }

    /// <summary>Version and cipher of TLS; null on plain TCP.</summary>
    public required string? Protocol { get; init; }

    public required long BytesReceived { get; init; }

    /// <summary>The same bytes on the wire: with TLS records and its handshake.</summary>
    public required long WireBytesReceived { get; init; }

    public required long BytesSent { get; init; }

    public required long WireBytesSent { get; init; }

    /// <summary>Milliseconds from the socket's bytes to plain ones, over all reads; waiting for the socket is not in it, being preempted is.</summary>
    public required double DecryptMs { get; init; }

    /// <summary>Milliseconds from frames to records, over all frames sent; the system call that sends them is not in it.</summary>
    public required double EncryptMs { get; init; }

    /// <summary>Milliseconds of waiting for the socket.</summary>
    public required double WaitMs { get; init; }

    /// <summary>One value a read, which holds some or many frames; null on plain TCP.</summary>
    public required LatencyReport? DecryptNs { get; init; }

    /// <summary>One value a frame sent; null on plain TCP.</summary>
    public required LatencyReport? EncryptNs { get; init; }

    /// <summary>Bytes that decrypting allocated.</summary>
    public required long DecryptBytesAllocated { get; init; }
}

/// <summary>A latency distribution in nanoseconds.</summary>
public sealed record LatencyReport
{
    public required long Count { get; init; }

    public required long P50 { get; init; }

    public required long P99 { get; init; }

    public required long P999 { get; init; }

    public required long Max { get; init; }
}
