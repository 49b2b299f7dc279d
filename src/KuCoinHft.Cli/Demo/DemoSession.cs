using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Adapters.Time;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Demo;

/// <summary>Engine and exchange in one process, joined by nothing but loopback sockets.</summary>
/// <remarks>
/// The engine is composed as it would be against KuCoin: token over REST, feed and trading sessions over WebSocket, snapshots over REST.
/// Session time runs at a multiple of the wall clock, so windows, interest and risk see market time.
/// </remarks>
internal sealed class DemoSession : IAsyncDisposable
{
    private const int SnapshotRingBytes = 4 << 20;
    private const int WarmUpMessages = 30_000;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private readonly DemoSettings _settings;
    private readonly EngineModels _models;
    private readonly ExchangeServer _exchange;
    private readonly X509Certificate2? _certificate;
    private readonly MarketClock _clock;
    private readonly long _startNs;
    private readonly MessageRing _restFrames = new(SnapshotRingBytes);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _restWriter = new();
    private readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InstrumentTable? _instruments;
    private KuCoinRestClient? _rest;
    private TradeConnection? _trade;
    private FeedConnection? _feed;
    private Pipeline? _pipeline;
    private Placement? _placement;
    private DemoJournal? _journal;
    private Worker[] _workers = [];
    private Task _restAnswers = Task.CompletedTask;
    private IReadOnlyList<string> _notes = [];

    /// <param name="certificate">The exchange's; null where it serves without TLS.</param>
    public DemoSession(DemoSettings settings, EngineModels models, ExchangeServer exchange, X509Certificate2? certificate)
    {
        _settings = settings;
        _models = models;
        _exchange = exchange;
        _certificate = certificate;
        _startNs = exchange.Progress.MarketNs;
        _clock = new MarketClock(_startNs, settings.Speed);
    }

    /// <summary>Connects, trades to the recording's end, and reports.</summary>
    /// <exception cref="InvalidOperationException">A worker stopped on a bug, or the journal is full.</exception>
    public async Task<DemoReport> RunAsync(IProgress<DemoProgress> progress, CancellationToken cancellation)
    {
        WarmUp(cancellation);
        await ComposeAsync(cancellation);
        foreach (Worker worker in _workers)
            worker.Start();
        await AskForCandlesAsync(cancellation);
        var meter = new ProcessMeter(_workers);
        _exchange.StartPlaying();
        _clock.Start();
        string? endedEarly = await PlayToEndAsync(progress, cancellation);
        _clock.Stop();
        meter.Stop();
        StopWorkers();
        return DemoReportBuilder.Build(_settings, _models, _placement!, _pipeline!, _instruments!, _exchange.Statement(), _startNs, meter, _notes, _exchange.Traded()) with
        {
            Faults = _exchange.FaultCounts,
            EndedEarly = endedEarly,
            Wire = [DemoWire.Report("feed", _feed!.Wire), DemoWire.Report("trading", _trade!.Wire)],
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (Worker worker in _workers)
            worker.RequestStop();
        bool isStopped = Array.TrueForAll(_workers, worker => worker.Stop(StopTimeout));
        await ((Task)_restAnswers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_feed is not null)
            await _feed.DisposeAsync();
        if (_trade is not null)
            await _trade.DisposeAsync();
        _rest?.Dispose();
        // A worker that would not stop may still write here: leaking memory is better than writing to freed memory.
        if (isStopped)
        {
            _pipeline?.Dispose();
            _journal?.Dispose();
            _restFrames.Dispose();
        }

        _stopping.Dispose();
    }

    // The beginning of the same session in virtual time, thrown away: static tables are made and methods compiled before the first real frame.
    private void WarmUp(CancellationToken cancellation)
    {
        using var session = new SimulatedSession(_settings.Recording, _models, _settings.Engine, NoJournal.Instance, NoJournal.Instance, openAfter: _settings.OpenAfter);
        session.Run(WarmUpMessages, cancellation);
    }

    private async Task ComposeAsync(CancellationToken cancellation)
    {
        KuCoinEndpoint endpoint = DemoExchange.Endpoint(_exchange, _certificate);
        _rest = new KuCoinRestClient(endpoint);
        IReadOnlyList<string> symbols = [.. _settings.Recording.Instruments.Select(i => i.Symbol)];
        IReadOnlyList<Instrument> instruments = await _rest.InstrumentsAsync(symbols, cancellation);
        _instruments = new InstrumentTable(instruments);
        _trade = new TradeConnection(endpoint, _clock);
        _feed = new FeedConnection(_rest, _clock, Topics(symbols));
        EngineSettings engine = _settings.Engine;
        var gateway = new KuCoinGateway(_trade, _rest, _instruments, new OrderKeys(engine.SessionId), OnSnapshot, row => PublishRest(FrameKind.Rest, [row]), OnRestFault);
        _journal = DemoJournal.Create(_settings, instruments, _models, _startNs);
        _pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = _instruments,
                Sources = [_trade.Source, _feed.Source, new MessageRingSource(_restFrames, _clock), new TimerSource(_clock, engine.TimerPeriodNs, _instruments.Count)],
                Gateway = gateway,
                FrameJournal = _journal.Frames,
                ActionJournal = _journal.Actions,
                AgentModels = _models.Agents,
                MetaModel = _models.Meta,
                Partners = PairTable.Of(instruments),
            },
            engine);
        string[] stages = [.. _pipeline.Duties.Select(d => d.Name)];
        _placement = Placement.Parse(_settings.Placement, stages, CoreAffinity.Allowed());

        // Exchange, sockets and runtime leave the hot workers' cores; the workers, started later, pin themselves out of these.
        if (_placement.HousekeepingCores.Count > 0)
            CoreAffinity.Restrict(_placement.HousekeepingCores);
        _workers = _placement.CreateWorkers(_pipeline.Duties, (worker, fault) => _fault.TrySetResult(WorkerFault(worker, fault)));
        await _trade.ConnectAsync(cancellation);
        await _feed.ConnectAsync(cancellation);
        // What the account has and owes stands in the journal before the first order.
        PublishRest(FrameKind.Rest, RestRows.Accounts(await _rest.MarginAccountsAsync(cancellation)));
        _restAnswers = RunRestAsync(gateway);
    }

    private static InvalidOperationException WorkerFault(Worker worker, Exception fault) =>
        new($"The worker {worker.Name} stopped on a bug of ours in {worker.FaultedDuty}.", fault);

    // Whatever ends the fetching ends the session: without snapshots every book stays stale.
    private async Task RunRestAsync(KuCoinGateway gateway)
    {
        try
        {
            await gateway.RunAsync(_stopping.Token);
        }
        catch (Exception e)
        {
            _fault.TrySetResult(new IOException($"REST answers can no longer be fetched: {e.Message}", e));
        }
    }

    private static FeedTopic[] Topics(IReadOnlyList<string> symbols) =>
    [
        new("/market/level2", symbols),
        new("/market/ticker", symbols),
        new("/market/match", symbols),
        new("/spotMarket/tradeOrdersV2", [], IsPrivate: true),
        new("/account/balance", [], IsPrivate: true),
        new("/margin/position", [], IsPrivate: true),
    ];

    // Where something is to go wrong, what it leads to is a result; elsewhere it is an error.
    private async Task<string?> PlayToEndAsync(IProgress<DemoProgress> progress, CancellationToken cancellation)
    {
        try
        {
            await PlayAsync(progress, cancellation);
            await DrainAsync(cancellation);
            return null;
        }
        catch (IOException e) when (_settings.Faults is not null)
        {
            return e.Message;
        }
    }

    private async Task PlayAsync(IProgress<DemoProgress> progress, CancellationToken cancellation)
    {
        while (!_exchange.Completion.IsCompleted)
        {
            await Task.WhenAny(_exchange.Completion, _fault.Task, _feed!.Ended, _trade!.Ended, Task.Delay(ProgressInterval, cancellation));
            cancellation.ThrowIfCancellationRequested();
            ThrowIfBroken();
            progress.Report(new DemoProgress(_exchange.Progress.EventCount, _pipeline!.Published + 1, _pipeline.Orders.Counts.Sent, _pipeline.Orders.Counts.Fills, _clock.NowNs - _startNs));
        }

        await _exchange.Completion;
    }

    // The feed's welcome has to be in the ring before the candles.
    private async Task AskForCandlesAsync(CancellationToken cancellation)
    {
        while (_feed!.Source.MessageCount == 0)
        {
            ThrowIfBroken();
            await Task.Delay(1, cancellation);
        }

        _notes = await CandleHistory.AskAsync(_rest!, _settings.Recording.Instruments, _clock.NowNs, rows => PublishRest(FrameKind.Rest, rows), cancellation);
    }

    private void ThrowIfBroken()
    {
        if (_fault.Task.IsCompleted)
            throw _fault.Task.Result;
        if (_pipeline!.IsHalted)
            throw new IOException(_journal!.Halt());
        if (_feed!.Ended.IsCompleted || _trade!.Ended.IsCompleted)
            throw new IOException($"The exchange closed the {(_feed.Ended.IsCompleted ? "feed" : "trading")} connection. {_feed.Fault ?? _trade!.Fault}");
    }

    // The last pushes are still on their way through sockets and ring when the exchange has played its last event.
    private async Task DrainAsync(CancellationToken cancellation)
    {
        long startedAt = Stopwatch.GetTimestamp();
        long quietSince = startedAt;
        long messages = -1;
        while (Stopwatch.GetElapsedTime(quietSince) < QuietTime || _pipeline!.Completed < _pipeline.Published)
        {
            ThrowIfBroken();
            if (Stopwatch.GetElapsedTime(startedAt) > StopTimeout)
                throw new TimeoutException($"The engine was still busy {StopTimeout.TotalSeconds} s after the recording's end; choose a lower --speed.");
            await Task.Delay(20, cancellation);
            long now = _feed!.Source.MessageCount + _trade!.Source.MessageCount;
            if (now != messages)
                (messages, quietSince) = (now, Stopwatch.GetTimestamp());
        }
    }

    private void StopWorkers()
    {
        foreach (Worker worker in _workers)
            worker.RequestStop();
        foreach (Worker worker in _workers)
        {
            if (!worker.Stop(StopTimeout))
                throw new TimeoutException($"The worker {worker.Name} did not stop within {StopTimeout.TotalSeconds} s.");
        }
    }

    private void OnSnapshot(int symbolId, ReadOnlyMemory<byte> body) =>
        PublishRest(FrameKind.Snapshot, SnapshotParts.Cut(body.Span, _instruments![symbolId].Symbol));

    // On the pool: hands frames to Intake through the message ring. Full is only for a moment, since Intake empties it.
    private void PublishRest(FrameKind kind, IReadOnlyList<byte[]> frames)
    {
        lock (_restWriter)
        {
            foreach (byte[] frame in frames)
            {
                while (!_restFrames.TryWrite((byte)FrameSource.Rest, (byte)kind, _clock.NowNs, frame) && !_stopping.IsCancellationRequested)
                    Thread.Sleep(1);
            }
        }
    }

    private void OnRestFault(int symbolId, Exception fault) =>
        _fault.TrySetResult(new IOException($"The exchange's answer about {_instruments![symbolId].Symbol} could not be had over REST: {fault.Message}", fault));
}
