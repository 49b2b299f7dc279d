using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A session in virtual time whose messages and orders go, one by one, over real sockets, or over none.</summary>
/// <remarks>
/// The clock stands at a message's time of receipt until it is through all stages, however long the sockets take: so the sockets cannot change the
/// decisions unless they change the bytes.
/// </remarks>
internal sealed class SteppedSession : IOrderGateway, IAsyncDisposable
{
    private readonly InMemoryExchange _exchange;
    private readonly ExchangeMarket _market;
    private readonly string[] _symbols;
    private readonly LoopbackWire? _wire;
    private readonly VirtualClock _clock = new();
    private readonly SessionObserver _observer = new();
    private readonly Pipeline _pipeline;
    private readonly EngineSettings _settings;
    private TimerSource? _timers;

    /// <param name="isWired">False hands every message over in memory.</param>
    /// <param name="certificate">The server's; null leaves TLS out.</param>
    public SteppedSession(Recording recording, EngineModels models, EngineSettings settings, bool isWired, X509Certificate2? certificate)
    {
        _settings = settings;
        _symbols = [.. recording.Instruments.Select(i => i.Symbol)];
        _exchange = new InMemoryExchange(recording, new AccountOptions(), new LatencyOptions());
        _market = new ExchangeMarket(_exchange);
        _wire = isWired ? LoopbackWire.Create(certificate, _clock, _symbols) : null;
        _pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(recording.Instruments),
                Sources = _wire?.Sources ?? [],
                Gateway = this,
                FrameJournal = NoJournal.Instance,
                ActionJournal = NoJournal.Instance,
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(recording.Instruments),
                Observer = _observer,
            },
            settings);
        _observer.Attach(_pipeline);
    }

    /// <summary>Changes a message before it is sent; null leaves all as they are.</summary>
    public Func<long, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? Tamper { get; init; }

    /// <summary>Requests as the exchange received them.</summary>
    public List<string> Actions { get; } = [];

    public string DecisionHash => _observer.DecisionHash();

    public long DecisionCount => _observer.DecisionCount;

    public SessionCounts Counts => SessionCounts.Of(_pipeline);

    public LoopbackWire? Wire => _wire;

    public void Run(long messagesMax)
    {
        Open();
        for (long i = 0; i < messagesMax && _market.TryNext(out MarketMessage message); i++)
        {
            RunTimers(message.ReceiveNs);
            _clock.MoveTo(message.ReceiveNs);
            if (message.SnapshotOf < 0)
                Carry(message.Source, Tamper?.Invoke(i, message.Json) ?? message.Json);
            else
                CarrySnapshot(message);
        }
    }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (action.Kind == ActionKind.RequestSnapshot)
            return _market.Send(in action, message);
        byte[] received = _wire is null ? message.ToArray() : _wire.Order(message);
        Actions.Add($"{action.Kind} {Encoding.UTF8.GetString(received)}");
        return _market.Send(in action, received);
    }

    public async ValueTask DisposeAsync()
    {
        if (_wire is not null)
            await _wire.DisposeAsync();
        _pipeline.Dispose();
        _observer.Dispose();
        _exchange.Dispose();
    }

    // One connection after the other, so that their openings take the same sequences every time.
    private void Open()
    {
        if (_wire is null)
        {
            foreach ((FrameSource source, string text) in LoopbackWire.Opening)
                Publish(source, FrameKind.Json, Encoding.UTF8.GetBytes(text));
            return;
        }

        _wire.ConnectTrade();
        PollUntil(1);
        _wire.ConnectFeed();
        PollUntil(3);
    }

    private void Carry(FrameSource source, ReadOnlyMemory<byte> json)
    {
        if (_wire is null)
        {
            Publish(source, FrameKind.Json, json.Span);
            return;
        }

        long published = _pipeline.Published;
        _wire.Send(source, json);
        PollUntil(published + 1);
    }

    private void CarrySnapshot(in MarketMessage message)
    {
        string symbol = _symbols[message.SnapshotOf];
        byte[] body = _wire is null ? message.Json.ToArray() : _wire.Fetch(symbol, message.Json);
        foreach (byte[] part in SnapshotParts.Cut(body, symbol))
            Publish(FrameSource.Rest, FrameKind.Snapshot, part);
    }

    private void PollUntil(long sequence)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (_pipeline.Published < sequence)
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt).TotalSeconds < 20, $"a message did not come; {_pipeline.Published} instead of {sequence}");
            if (!_pipeline.Intake.RunOnce())
                Thread.Yield();
        }

        Assert.Equal(sequence, _pipeline.Published);
        RunToIdle();
    }

    private void RunTimers(long untilNs)
    {
        if (_timers is null)
        {
            _clock.MoveTo(untilNs);
            _timers = new TimerSource(_clock, _settings.TimerPeriodNs, _symbols.Length);
            return;
        }

        while (_timers.DueNs <= untilNs)
        {
            _clock.MoveTo(_timers.DueNs);
            while (_timers.Poll(_pipeline.Intake, framesMax: 1) > 0)
                RunToIdle();
        }
    }

    private void Publish(FrameSource source, FrameKind kind, ReadOnlySpan<byte> bytes)
    {
        Assert.True(_pipeline.Intake.TryPublish(source, kind, _clock.NowNs, bytes));
        RunToIdle();
    }

    private void RunToIdle()
    {
        while (_pipeline.RunStages())
            continue;
    }
}
