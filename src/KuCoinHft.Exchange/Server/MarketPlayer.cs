using System.Diagnostics;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Server;

/// <summary>Plays a recording into the exchange core on its own thread, and lets requests in between.</summary>
/// <remarks>
/// Thread: one lock around the core; the player's thread, the sockets' readers and REST all go through it.
/// Time: events are played at their market time divided by the speed, late by up to a millisecond (a sleep's grain), never early.
/// Requests get the current market time, which never passes the next event: a player that waits for its clients holds the market.
/// </remarks>
internal sealed class MarketPlayer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ExchangeCore _core;
    private readonly ExchangeOptions _options;
    private readonly IEnumerator<RecordedEvent> _events;
    private readonly LatencyDraws _latency;

    // Requests on their way here, answers and pushes on their way to clients.
    private readonly PriorityQueue<Action<ExchangeCore, long>, (long DueNs, long Order)> _arrivals = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly SlowClients _slow;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _wall = new();
    private volatile FeedSession[] _sessions = [];
    private TaskCompletionSource _snapshotCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private long _startNs;
    private long _number;
    private bool _hasEvent;
    private volatile bool _isStopped;

    public MarketPlayer(ExchangeOptions options)
    {
        _options = options;
        _latency = new LatencyDraws(options.Latency ?? LatencyOptions.None with { EntryNs = options.EntryNs });
        _core = new ExchangeCore(options.Recording.Instruments, options.EffectiveAccounts, options.Rules.For(options.Recording));
        _slow = new SlowClients(_wake, options.OutboxMax);
        Faults = new FaultLayer(options.Faults, _core, Later);
        _events = options.Recording.Read().GetEnumerator();
        _hasEvent = _events.MoveNext();
        if (_hasEvent)
            _core.AdvanceTo(_events.Current.ReceiveNs);

        if (options.OpenAfter > TimeSpan.Zero)
            PlayBeforeOpening();

        // Snapshots at the head of a recording are there before play begins, so that clients can prepare their books.
        while (_hasEvent && _events.Current.Kind == RecordedKind.Snapshot)
            PlayEvent();
        Faults.Open(_core.NowNs);
    }

    /// <summary>Between the core and the sessions.</summary>
    public FaultLayer Faults { get; }

    public IReadOnlyList<ExchangeAccount> Accounts => _core.Accounts;

    public Task Completion => _completion.Task;

    public PlayProgress Progress => Locked(() => new PlayProgress(_core.EventCount, _core.NowNs, !_hasEvent));

    /// <summary>Begins to play; once.</summary>
    public void Start()
    {
        if (_thread is not null)
            throw new InvalidOperationException("The recording is already being played; open a new exchange to play it again.");
        _thread = new Thread(Run) { IsBackground = true, Name = "market player" };
        Locked(() => _startNs = _core.NowNs);
        _wall.Start();
        _thread.Start();
    }

    /// <summary>A client has taken a message.</summary>
    public void OnSent() => _slow.OnSent();

    public void Attach(FeedSession session) => Locked(() => _sessions = [.. _sessions, session]);

    public void Detach(FeedSession session)
    {
        Locked(() => _sessions = [.. _sessions.Where(x => x != session)]);
        OnSent();
    }

    /// <summary>Runs a request against the core at its market time, now or after the entry latency, and routes the pushes it makes.</summary>
    /// <param name="request">Gives back what sends its answer: done at once, or after the response latency.</param>
    /// <param name="entry">The connection's line to the exchange; null where each request has its own.</param>
    /// <param name="response">The line back.</param>
    public void Execute(Func<ExchangeCore, long, Action> request, LatencyLine? entry = null, LatencyLine? response = null)
    {
        lock (_gate)
        {
            long nowNs = MarketNs();
            After(entry, nowNs, _latency.Entry, (core, atNs) =>
            {
                Action answer = request(core, atNs);
                Answer(response, answer);
            });
            Route();
        }
    }

    /// <summary>Sends an answer after the response latency. Called under the lock.</summary>
    public void Answer(LatencyLine? response, Action answer) => After(response, _core.NowNs, _latency.Response, (_, _) => answer());

    // Where no market time passes, it is done at once.
    private bool IsTimeStill => _thread is null || (!_hasEvent && _arrivals.Count == 0);

    private void Later(long delayNs, Action<long> work)
    {
        lock (_gate)
        {
            if (IsTimeStill)
                work(_core.NowNs);
            else
                _arrivals.Enqueue((_, atNs) => work(atNs), (_core.NowNs + delayNs, _number++));
            _wake.Set();
        }
    }

    private void After(LatencyLine? line, long nowNs, LatencyDistribution latency, Action<ExchangeCore, long> work)
    {
        if (latency.NsMax == 0 || IsTimeStill)
        {
            work(_core, nowNs);
            return;
        }

        long latencyNs = _latency.Next(latency, _core.Volatility);
        _arrivals.Enqueue(work, (line is null ? nowNs + latencyNs : line.ArrivalNs(nowNs, latencyNs), _number++));
        _wake.Set();
    }

    /// <summary>Changes who listens to what, at the market time now and without the entry latency, and routes what is pushed at once.</summary>
    public void Change(Action<ExchangeCore, long> change)
    {
        lock (_gate)
        {
            long nowNs = MarketNs();
            change(_core, nowNs);
            _core.AdvanceTo(nowNs);
            Route();
        }

        // The player may sleep past what is due now.
        _wake.Set();
    }

    /// <summary>Reads something of the core.</summary>
    public T Read<T>(Func<ExchangeCore, T> read) => Locked(() => read(_core));

    /// <summary>Waits for the next recorded snapshot, of whatever symbol.</summary>
    public Task NextSnapshot() => Locked(() => _snapshotCame.Task);

    public void Locked(Action work)
    {
        lock (_gate)
            work();
    }

    public T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return work();
    }

    public void Dispose()
    {
        _isStopped = true;
        _wake.Set();
        _thread?.Join();
        _events.Dispose();
        _wake.Dispose();
        _completion.TrySetCanceled();
    }

    // Nobody listens yet, so the pushes go nowhere.
    private void PlayBeforeOpening()
    {
        long openNs = _core.NowNs + ((long)_options.OpenAfter.TotalMicroseconds * 1000);
        while (_hasEvent && _events.Current.ReceiveNs < openNs)
        {
            PlayEvent();
            Route();
        }

        if (!_hasEvent)
            throw new ArgumentException($"The recording {_options.Recording.Name} is over before the exchange would open, {_options.OpenAfter} after its beginning; give a shorter time.", nameof(_options));
        _core.AdvanceTo(openNs);
    }

    private void Run()
    {
        try
        {
            while (!_isStopped && Step())
            {
            }

            if (!_isStopped)
                _completion.TrySetResult();
        }
        catch (Exception e)
        {
            // The recording ends here: whoever waits for it must learn why, and the clients see a market that stands still.
            Locked(() =>
            {
                _hasEvent = false;
                while (_arrivals.TryDequeue(out Action<ExchangeCore, long>? request, out (long DueNs, long Order) first))
                    request(_core, first.DueNs);
                Route();
            });
            _completion.TrySetException(e);
        }
    }

    private bool Step()
    {
        long dueNs = Locked(NextNs);
        if (dueNs == long.MaxValue)
            return false;
        if (_slow.Wait(() => _sessions, () => _isStopped) || WaitUntil(dueNs))
            return true;
        lock (_gate)
        {
            if (TimerNs() < Math.Min(EventNs(), ArrivalNs()))
                _core.AdvanceTo(TimerNs());
            else if (_arrivals.TryPeek(out _, out (long DueNs, long Order) first) && first.DueNs < EventNs())
                _arrivals.Dequeue()(_core, first.DueNs);
            else if (_hasEvent)
                PlayEvent();
            Route();
        }

        return true;
    }

    private void PlayEvent()
    {
        RecordedEvent e = _events.Current;
        Faults.OnEvent(e);
        _core.Feed(e);
        _hasEvent = _events.MoveNext();
        if (e.Kind != RecordedKind.Snapshot)
            return;
        _snapshotCame.TrySetResult();
        _snapshotCame = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private long NextNs() => Math.Min(Math.Min(EventNs(), ArrivalNs()), TimerNs());

    private long EventNs() => _hasEvent ? _events.Current.ReceiveNs : long.MaxValue;

    private long ArrivalNs() => _arrivals.TryPeek(out _, out (long DueNs, long Order) first) ? first.DueNs : long.MaxValue;

    // Timers alone do not keep a session alive: after the recording they would go on for ever.
    private long TimerNs() => _hasEvent ? _core.NextTimerNs : long.MaxValue;

    private long MarketNs()
    {
        if (!_wall.IsRunning || !_hasEvent || double.IsPositiveInfinity(_options.Speed))
            return _core.NowNs;
        return Math.Max(_core.NowNs, Math.Min(_startNs + (long)(_wall.Elapsed.TotalNanoseconds * _options.Speed), _events.Current.ReceiveNs));
    }

    private void Route()
    {
        while (Faults.TryTakePush(out Push push))
        {
            foreach (FeedSession session in _sessions)
            {
                Push made = push;
                if (_latency.Feed.NsMax == 0)
                    session.Offer(made);
                else if (session.Wants(made))
                    After(session.Line, made.AtNs, _latency.Feed, (_, _) => session.Offer(made));
            }
        }
    }

    /// <returns>True when woken before the time.</returns>
    private bool WaitUntil(long marketNs)
    {
        if (double.IsPositiveInfinity(_options.Speed))
            return false;
        double waitMs = ((marketNs - _startNs) / _options.Speed / 1e6) - _wall.Elapsed.TotalMilliseconds;
        return waitMs > 0 && _wake.WaitOne((int)Math.Min(Math.Ceiling(waitMs), 60_000)) | waitMs > 60_000;
    }
}
