using System.Numerics;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>One worker's log records on their way to text.</summary>
/// <remarks>
/// Shape: preallocated, a power of two of cache lines. Thread: one worker writes, one cold thread reads.
/// What if full: the record is dropped and counted in <see cref="DroppedCount"/>; trading does not wait for its log.
/// </remarks>
public sealed class LogRing
{
    private readonly LogRecord[] _records;
    private readonly int _mask;
    private readonly Sequence _written = new();
    private readonly Sequence _read = new();
    private readonly Sequence _dropped = new();
    private long _readSeen = Sequence.Initial;

    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public LogRing(string worker, int capacity = 4096)
    {
        if (capacity < 2 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A log ring's capacity is a power of two of at least 2, not {capacity}.", nameof(capacity));
        Worker = worker;
        _records = GC.AllocateUninitializedArray<LogRecord>(capacity, pinned: true);
        Array.Clear(_records);
        _mask = capacity - 1;
        _dropped.Set(0);
    }

    /// <summary>The worker's name in the log.</summary>
    public string Worker { get; }

    /// <summary>Records that found no room.</summary>
    public long DroppedCount => _dropped.Value;

    /// <summary>Writes one record; see <see cref="LogCode"/> for the arguments.</summary>
    public void Write(LogCode code, long sequence, long receiveNs, short symbolId = -1, long a = 0, long b = 0, long c = 0, long d = 0)
    {
        long next = _written.Value + 1;
        if (next - _readSeen > _records.Length)
        {
            _readSeen = _read.Value;
            if (next - _readSeen > _records.Length)
            {
                _dropped.Set(_dropped.Value + 1);
                return;
            }
        }

        ref LogRecord record = ref _records[(int)next & _mask];
        record.Code = code;
        record.Sequence = sequence;
        record.ReceiveNs = receiveNs;
        record.SymbolId = symbolId;
        record.A = a;
        record.B = b;
        record.C = c;
        record.D = d;
        _written.Set(next);
    }

    /// <summary>Takes the oldest record.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryRead(out LogRecord record)
    {
        long next = _read.Value + 1;
        if (next > _written.Value)
        {
            record = default;
            return false;
        }

        record = _records[(int)next & _mask];
        _read.Set(next);
        return true;
    }
}
