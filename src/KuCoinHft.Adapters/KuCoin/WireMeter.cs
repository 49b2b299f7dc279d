using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>What went through a connection: bytes above and below TLS, and the time that TLS took apart from the time that the socket did.</summary>
/// <remarks>
/// <code>
/// pump         BeginRead                                            EndRead
/// SslStream        |  .....  |                            | decrypt  |
/// socket                     BeginWait ... wait ... EndWait
/// </code>
/// Decrypting is what lies between the two pairs; being preempted there counts too, as nobody but the scheduler can tell it apart.
/// Without TLS both counts of bytes are equal and nothing is timed. Counts go on over reconnects.
/// Thread: the received side by the pump, the sent side by who holds the outbox's gate; the counts may be read anywhere, the histograms when the connection is idle.
/// </remarks>
public sealed class WireMeter
{
    private readonly LatencyHistogram _decrypt = new();
    private readonly LatencyHistogram _encrypt = new();
    private long _plainReceived;
    private long _wireReceived;
    private long _plainSent;
    private long _wireSent;
    private long _waitNs;
    private long _decryptNs;
    private long _encryptNs;
    private long _readNs;
    private long _mark;
    private long _markAllocated;
    private bool _isReading;

    /// <summary>Protocol and cipher, for example <c>Tls13 TLS_AES_256_GCM_SHA384</c>; null on plain TCP and before the first connection.</summary>
    public string? Protocol { get; internal set; }

    /// <summary>Bytes given to the reader: the answer to the upgrade and WebSocket frames.</summary>
    public long PlainBytesReceived => Volatile.Read(ref _plainReceived);

    /// <summary>Bytes that the socket gave, TLS records and handshakes included.</summary>
    public long WireBytesReceived => Volatile.Read(ref _wireReceived);

    public long PlainBytesSent => Volatile.Read(ref _plainSent);

    public long WireBytesSent => Volatile.Read(ref _wireSent);

    /// <summary>Time in which the pump had nothing to do but wait for the socket.</summary>
    public long WaitNs => Volatile.Read(ref _waitNs);

    /// <summary>Time from the socket's bytes to the plain ones, over all reads.</summary>
    public long DecryptNs => Volatile.Read(ref _decryptNs);

    /// <summary>Time from the plain frame to its records in the backlog, over all frames sent; the system call that sends them is not in it.</summary>
    public long EncryptNs => Volatile.Read(ref _encryptNs);

    /// <summary>One value a read of the pump, which holds some or many messages.</summary>
    public LatencyHistogram Decrypt => _decrypt;

    /// <summary>One value a frame sent.</summary>
    public LatencyHistogram Encrypt => _encrypt;

    /// <summary>Bytes that decrypting allocated on the pump's thread.</summary>
    public long DecryptBytesAllocated { get; private set; }

    internal void BeginRead()
    {
        _isReading = Protocol is not null;
        _readNs = 0;
        Mark();
    }

    internal void BeginWait() => Measure();

    internal void EndWait(int wireBytes)
    {
        Volatile.Write(ref _wireReceived, _wireReceived + wireBytes);
        if (_isReading)
            Volatile.Write(ref _waitNs, _waitNs + StampClock.NowNs - _mark);
        Mark();
    }

    internal void EndRead(int plainBytes)
    {
        Volatile.Write(ref _plainReceived, _plainReceived + plainBytes);
        if (!_isReading)
            return;
        Measure();
        _isReading = false;
        Volatile.Write(ref _decryptNs, _decryptNs + _readNs);
        _decrypt.Record(_readNs);
    }

    internal void PlainSent(int bytes) => Volatile.Write(ref _plainSent, _plainSent + bytes);

    internal void WireSent(int bytes) => Volatile.Write(ref _wireSent, _wireSent + bytes);

    internal void Encrypted(long elapsedNs)
    {
        Volatile.Write(ref _encryptNs, _encryptNs + elapsedNs);
        _encrypt.Record(elapsedNs);
    }

    // Up to the wait, or up to the end of the read.
    private void Measure()
    {
        if (!_isReading)
            return;
        long nowNs = StampClock.NowNs;
        _readNs += nowNs - _mark;
        _mark = nowNs;
        DecryptBytesAllocated += GC.GetAllocatedBytesForCurrentThread() - _markAllocated;
    }

    private void Mark()
    {
        if (!_isReading)
            return;
        _mark = StampClock.NowNs;
        _markAllocated = GC.GetAllocatedBytesForCurrentThread();
    }
}
