using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Research.Backtest;

/// <summary>Runs the pipeline over a market in virtual time on the calling thread: message by message, timers in between.</summary>
/// <remarks>Deterministic: the same market and settings give the same frames, decisions and actions, bit for bit.</remarks>
public sealed class VirtualSession
{
    private readonly Pipeline _pipeline;
    private readonly IVirtualMarket _market;
    private readonly IReadOnlyList<string> _symbols;
    private readonly long _timerPeriodNs;
    private readonly VirtualClock _clock = new();
    private TimerSource? _timers;

    public VirtualSession(Pipeline pipeline, IVirtualMarket market, IReadOnlyList<string> symbols, long timerPeriodNs)
    {
        _pipeline = pipeline;
        _market = market;
        _symbols = symbols;
        _timerPeriodNs = timerPeriodNs;
    }

    /// <summary>Messages given so far.</summary>
    public long MessageCount { get; private set; }

    /// <summary>Session time.</summary>
    public long NowNs => _clock.NowNs;

    /// <summary>Runs until the market has no more messages or <paramref name="messagesMax"/> were given.</summary>
    /// <exception cref="InvalidOperationException">The journal refused a record.</exception>
    public void Run(long messagesMax = long.MaxValue, CancellationToken cancellation = default)
    {
        while (messagesMax-- > 0 && _market.TryNext(out MarketMessage message))
        {
            cancellation.ThrowIfCancellationRequested();
            MessageCount++;
            RunTimers(message.ReceiveNs);
            _clock.MoveTo(message.ReceiveNs);
            if (message.ClientOid is not null)
                Publish(message.Source, FrameKind.Rest, message.ReceiveNs, RestRows.Order(message.Json.Span, message.ClientOid));
            else if (message.SnapshotOf < 0)
                Publish(message.Source, FrameKind.Json, message.ReceiveNs, message.Json.Span);
            else
                PublishSnapshot(message);
        }
    }

    /// <summary>Publishes rows of a REST answer at a time not before the last one's, as a live session does when it starts.</summary>
    public void Publish(IReadOnlyList<byte[]> rows, long receiveNs)
    {
        RunTimers(receiveNs);
        _clock.MoveTo(receiveNs);
        foreach (byte[] row in rows)
            Publish(FrameSource.Rest, FrameKind.Rest, receiveNs, row);
    }

    private void RunTimers(long untilNs)
    {
        if (_timers is null)
        {
            _clock.MoveTo(untilNs);
            _timers = new TimerSource(_clock, _timerPeriodNs, _symbols.Count);
            return;
        }

        while (_timers.DueNs <= untilNs)
        {
            _clock.MoveTo(_timers.DueNs);
            while (_timers.Poll(_pipeline.Intake, framesMax: 1) > 0)
                RunToIdle();
        }
    }

    private void PublishSnapshot(in MarketMessage message)
    {
        foreach (byte[] part in SnapshotParts.Cut(message.Json.Span, _symbols[message.SnapshotOf]))
            Publish(FrameSource.Rest, FrameKind.Snapshot, message.ReceiveNs, part);
    }

    private void Publish(FrameSource source, FrameKind kind, long receiveNs, ReadOnlySpan<byte> bytes)
    {
        // The ring was drained before, so there is room.
        if (!_pipeline.Intake.TryPublish(source, kind, receiveNs, bytes))
            throw new InvalidOperationException("The ring of a virtual session had no room for one frame.");
        RunToIdle();
    }

    private void RunToIdle()
    {
        while (_pipeline.RunStages())
        {
        }

        if (_pipeline.IsHalted)
            throw new InvalidOperationException("The journal has no room left: give it a larger capacity (--journal-mb).");
    }
}
