using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Telemetry;

/// <summary>Path: anywhere on the hot path, a log record on its way to text.</summary>
/// <remarks>
/// Input: 64 records in, then out, on one thread, as <c>RingHandOver</c> does it and for its reasons; one operation is one record of one cache line. The record's time is its
/// event's own, so no clock is read; the last row reads one. The baseline writes the same record into a ring's column and reads it from there.
/// Budget: 0 bytes, and 1.5 of the baseline without a clock.
/// A regression is paid wherever something worth a line happens, which is where a session is busiest.
/// </remarks>
public class LogWrites
{
    private const int Batch = 64;
    private const int Batches = 64;
    private readonly LogRing _log = new("bench");
    private readonly RingBuffer _ring = new(4096);
    private readonly Sequence _read = new();
    private readonly RingColumn<LogRecord> _records;

    public LogWrites()
    {
        _records = new RingColumn<LogRecord>(_ring);
        _ring.AddGating(_read);
    }

    [GlobalCleanup]
    public void Cleanup() => _records.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch * Batches)]
    public long BareRecord()
    {
        long sum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
            {
                _ring.TryClaim(out long sequence);
                _records[sequence] = new LogRecord { Code = LogCode.OrderSent, Sequence = i, ReceiveNs = i, SymbolId = 1, A = i, B = 2, C = 3, D = 4 };
                _ring.Publish(sequence);
            }

            while (_read.Value < _ring.Cursor.Value)
            {
                LogRecord record = _records[_read.Value + 1];
                _read.Set(_read.Value + 1);
                sum += record.A;
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public long EventsOwnTime()
    {
        long sum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
                _log.Write(LogCode.OrderSent, i, i, 1, i, 2, 3, 4);
            while (_log.TryRead(out LogRecord record))
                sum += record.A;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public long ClockRead()
    {
        long sum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
                _log.Write(LogCode.OrderSent, i, StampClock.NowNs, 1, i, 2, 3, 4);
            while (_log.TryRead(out LogRecord record))
                sum += record.A;
        }

        return sum;
    }
}
