using System.Globalization;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Adapters.Metrics;

/// <summary>Makes lines of text from the workers' log rings.</summary>
/// <remarks>
/// One line a record: time in UTC with nanoseconds, worker, frame, code, symbol, arguments by name.
/// <code>2026-01-31T12:00:00.123456789Z core-1 n=4711 SequenceGap BTC-USDT wanted=17 received=19</code>
/// Thread: a cold one, the only reader of its rings.
/// </remarks>
public sealed class LogFormatter
{
    private const int RecordsPerTurnMax = 4096;

    private readonly InstrumentTable? _instruments;
    private readonly LogRing[] _rings;
    private readonly long[] _droppedSeen;

    /// <param name="instruments">For symbols by name; without it they are numbers.</param>
    public LogFormatter(InstrumentTable? instruments, params LogRing[] rings)
    {
        _instruments = instruments;
        _rings = [.. rings];
        _droppedSeen = new long[rings.Length];
    }

    /// <summary>Writes every record that is there, ring after ring, and what was dropped since the last call.</summary>
    /// <returns>Lines written.</returns>
    public int Drain(TextWriter output)
    {
        int lines = 0;
        for (int i = 0; i < _rings.Length; i++)
        {
            LogRing ring = _rings[i];

            // Bounded, so that a worker that logs without pause does not keep the others' lines back.
            for (int taken = 0; taken < RecordsPerTurnMax && ring.TryRead(out LogRecord record); taken++)
            {
                WriteLine(output, ring.Worker, in record);
                lines++;
            }

            long dropped = ring.DroppedCount;
            if (dropped == _droppedSeen[i])
                continue;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ring.Worker} dropped {dropped - _droppedSeen[i]} log records: the ring was full"));
            _droppedSeen[i] = dropped;
            lines++;
        }

        return lines;
    }

    /// <summary>The names of a code's arguments, in order.</summary>
    public static IReadOnlyList<string> ArgumentNames(LogCode code) => code switch
    {
        LogCode.EngineStarted => ["workers", "stages"],
        LogCode.EngineStopped => ["last"],
        LogCode.FrameTooLong => ["source", "bytes", "bytesMax"],
        LogCode.RingFull => ["source", "times"],
        LogCode.FrameBad => ["reason", "source", "bytes"],
        LogCode.SequenceGap => ["wanted", "received"],
        LogCode.SnapshotApplied => ["sequence"],
        LogCode.BookLive => ["sequence", "changes"],
        LogCode.QuoteStale => ["ageNs"],
        LogCode.ModelFailed => ["agent"],
        LogCode.Decision => ["agent", "target", "reason"],
        LogCode.RiskReject => ["reason", "key"],
        LogCode.KillSwitch => ["reason"],
        LogCode.OrderSent => ["key", "side", "priceTicks", "sizeLots"],
        LogCode.CancelSent => ["key"],
        LogCode.SendRefused => ["key", "action"],
        LogCode.OrderRefused => ["key", "code"],
        LogCode.Fill => ["key", "priceTicks", "sizeLots", "side"],
        LogCode.JournalFull => ["last"],
        LogCode.TooManyOrders => ["orders", "ordersMax"],
        LogCode.OperatorCommand => ["command"],
        _ => ["a", "b", "c", "d"],
    };

    private void WriteLine(TextWriter output, string worker, in LogRecord record)
    {
        output.Write(Time(record.ReceiveNs));
        output.Write(string.Create(CultureInfo.InvariantCulture, $" {worker} n={record.Sequence} {record.Code}"));
        if (record.SymbolId >= 0)
            output.Write($" {SymbolOf(record.SymbolId)}");
        IReadOnlyList<string> names = ArgumentNames(record.Code);
        ReadOnlySpan<long> arguments = [record.A, record.B, record.C, record.D];
        for (int i = 0; i < names.Count; i++)
            output.Write($" {names[i]}={Text(record.Code, names[i], arguments[i])}");
        output.WriteLine();
    }

    private static string Text(LogCode code, string name, long argument) => (code, name) switch
    {
        (LogCode.FrameBad, "reason") => ((BadReason)argument).ToString(),
        (_, "side") => ((Side)argument).ToString(),
        _ => argument.ToString(CultureInfo.InvariantCulture),
    };

    private string SymbolOf(short id) =>
        _instruments is not null && id < _instruments.Count ? _instruments[id].Symbol : string.Create(CultureInfo.InvariantCulture, $"symbol-{id}");

    // DateTime counts in 100 ns; the last two digits are put behind by hand.
    private static string Time(long ns)
    {
        (long ticks, long rest) = Math.DivRem(ns, 100);
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(ticks):yyyy-MM-ddTHH:mm:ss.fffffff}{rest:00}Z");
    }
}
