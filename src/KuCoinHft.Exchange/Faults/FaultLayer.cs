using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Faults;

/// <summary>Stands between the core and whoever carries its messages: requests, answers, pushes and books pass through it, and some come to harm.</summary>
/// <remarks>
/// The core knows nothing of it, so its ledger tells what really happened. Without a plan everything passes unchanged.
/// Thread: <see cref="TryTakePush"/>, <see cref="Submit"/> and <see cref="Snapshot"/> with the core; the rest any.
/// </remarks>
internal sealed class FaultLayer
{
    private static readonly byte[] Accepted = [.. "\"code\":\"200000\""u8];

    private readonly ExchangeCore _core;
    private readonly Action<long, Action<long>> _later;
    private readonly FaultRule[][] _rules;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _recordedBooks = [];
    private Push? _again;
    private long _openNs = long.MaxValue;

    /// <param name="later">Does something after so much market time, and tells it the time then.</param>
    public FaultLayer(FaultPlan? plan, ExchangeCore core, Action<long, Action<long>> later)
    {
        (_core, _later) = (core, later);
        IReadOnlyList<Fault> faults = plan?.Table.Faults ?? [];
        FaultRule[] rules = [.. faults.Select((x, i) => new FaultRule(x, plan!.Seed, i))];
        _rules = [.. Enum.GetValues<FaultKind>().Select(kind => rules.Where(x => x.Fault.Kind == kind).ToArray())];
        IsIdle = rules.Length == 0;
    }

    /// <summary>No faults at all.</summary>
    public bool IsIdle { get; }

    /// <summary>Told when every token is to end.</summary>
    public Action? TokensEnd { get; set; }

    /// <summary>Told when every connection is to break.</summary>
    public Action? Restarts { get; set; }

    /// <summary>How often each kind of fault has struck: messages lost, changed, late or refused, by the names of a table.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        _rules.Where(x => x.Length > 0).ToDictionary(x => FaultTable.NameOf(x[0].Fault.Kind), x => x.Sum(rule => rule.Count));

    /// <summary>What the exchange's wall clock is ahead.</summary>
    public long SkewMs => Lasting(FaultKind.ClockSkew, FaultSockets.None)?.SkewMs ?? 0;

    private long SinceOpenNs => _core.NowNs - _openNs;

    /// <summary>Faults may strike from this market time on; their own times count from it.</summary>
    public void Open(long openNs) => _openNs = openNs;

    /// <summary>Sees a recorded event before the core plays it.</summary>
    public void OnEvent(in RecordedEvent e)
    {
        if (e.Kind == RecordedKind.Snapshot && Has(FaultKind.StaleSnapshot))
            _recordedBooks.TryAdd(e.Symbol!, e.Json);
    }

    /// <summary>Takes the next push that is to go out.</summary>
    public bool TryTakePush(out Push push)
    {
        if (IsIdle)
            return _core.TryTakePush(out push);
        RunMoments();
        if (_again is { } again)
        {
            (push, _again) = (again, null);
            return true;
        }

        while (_core.TryTakePush(out push))
        {
            if (Passes(ref push))
                return true;
        }

        return false;
    }

    /// <summary>The REST body of the full book, or the recorded one, which is older.</summary>
    public byte[]? Snapshot(string symbol)
    {
        byte[]? body = _core.Snapshot(symbol);
        return body is not null && _recordedBooks.TryGetValue(symbol, out ReadOnlyMemory<byte> recorded) && Strikes(FaultKind.StaleSnapshot) is not null ? recorded.ToArray() : body;
    }

    /// <summary>Passes a request of the trading API on to the core, and its answer to <paramref name="reply"/>: now, later, changed or never.</summary>
    public void Submit(ExchangeAccount account, byte[] request, long nowNs, Action<byte[]> reply)
    {
        if (IsIdle)
        {
            reply(_core.Submit(account, request, nowNs));
            return;
        }

        _core.AdvanceTo(nowNs);
        (string id, string op) = Head(request);
        bool isCancel = op.EndsWith("cancel", StringComparison.Ordinal);
        if (op != "ping" && IsStorm())
            reply(Error(id, op, Refusal.TooManyRequests));
        else if (isCancel && Strikes(FaultKind.CancelFillRace) is { } race)
            _later(race.DelayNs, atNs => Execute(account, request, atNs, reply));
        else
            Execute(account, request, nowNs, reply);
    }

    /// <summary>Whether every request is refused with 429 now; counts one.</summary>
    public bool IsStorm() => Lasting(FaultKind.RateLimitStorm, FaultSockets.Both, counts: true) is not null;

    /// <summary>Whether the exchange is away; counts one.</summary>
    public bool IsAway() => Lasting(FaultKind.Restart, FaultSockets.Both, counts: true) is not null;

    /// <summary>Whether what goes out on this WebSocket is lost now; counts one.</summary>
    public bool IsMuted(FaultSockets socket) => !IsIdle && (Lasting(FaultKind.SilentSocket, socket, counts: true) is not null || IsDeaf(socket));

    /// <summary>Whether what comes in on this WebSocket is lost now; counts one.</summary>
    public bool IsDeaf(FaultSockets socket) => !IsIdle && (Lasting(FaultKind.HalfOpen, socket, counts: true) ?? Lasting(FaultKind.Restart, socket, counts: true)) is not null;

    /// <summary>How long REST answers nothing useful from now on: the rest of a storm or of the exchange's absence.</summary>
    public long OutageNs()
    {
        Fault? outage = Lasting(FaultKind.Restart, FaultSockets.Both) ?? Lasting(FaultKind.RateLimitStorm, FaultSockets.Both);
        return outage is null ? 0 : outage.AtNs!.Value + outage.ForNs - SinceOpenNs;
    }

    /// <summary>The fault of that kind that strikes the message at hand, or null.</summary>
    public Fault? Strikes(FaultKind kind)
    {
        foreach (FaultRule rule in _rules[(int)kind])
        {
            if (rule.Strikes(SinceOpenNs))
                return rule.Fault;
        }

        return null;
    }

    /// <summary>Ends after so much market time.</summary>
    public Task DelayAsync(long delayNs)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _later(delayNs, _ => done.SetResult());
        return done.Task;
    }

    private bool Has(FaultKind kind) => _rules[(int)kind].Length > 0;

    private Fault? Lasting(FaultKind kind, FaultSockets sockets, bool counts = false)
    {
        foreach (FaultRule rule in _rules[(int)kind])
        {
            if (!rule.Lasts(SinceOpenNs) || (rule.Fault.Sockets & sockets) != sockets)
                continue;
            if (counts)
                rule.CountOne();
            return rule.Fault;
        }

        return null;
    }

    private void RunMoments()
    {
        if (TokensEnd is not null && Array.Exists(_rules[(int)FaultKind.TokenExpiry], x => x.Begins(SinceOpenNs)))
            TokensEnd();
        if (Restarts is not null && Array.Exists(_rules[(int)FaultKind.Restart], x => x.Begins(SinceOpenNs)))
            Restarts();
    }

    private void Execute(ExchangeAccount account, byte[] request, long nowNs, Action<byte[]> reply)
    {
        byte[] answer = _core.Submit(account, request, nowNs);
        (string id, string op) = Head(request);
        bool isOrder = op.EndsWith("order", StringComparison.Ordinal), isCancel = op.EndsWith("cancel", StringComparison.Ordinal);
        if ((!isOrder && !isCancel) || answer.AsSpan().IndexOf(Accepted) < 0)
            reply(answer);
        else if (Strikes(FaultKind.AnswerLost) is not null)
            return;
        else if (Strikes(FaultKind.AnswerError) is { } error)
            reply(Error(id, op, FaultText.Failure(error.Code)));
        else if (isOrder && Strikes(FaultKind.FillBeforeAck) is { } late)
            _later(late.DelayNs, _ => reply(answer));
        else
            reply(answer);
    }

    private bool Passes(ref Push push)
    {
        if (push.Topic.StartsWith("/market/level2:", StringComparison.Ordinal))
            return Strikes(FaultKind.SequenceGap) is null;
        if (push.Topic != PushWriter.OrdersTopic)
            return true;
        string text = Encoding.UTF8.GetString(push.Json.Span);
        string type = FaultText.OrderEvent(text);
        if (type is "match" or "filled" && Strikes(FaultKind.FillDropped) is not null)
            return false;
        if (type is "received" or "open" && Strikes(FaultKind.PushWithoutOrderId) is not null)
            push = push with { Json = FaultText.WithoutOrderId(text) };
        else if (type == "filled" && FaultText.IsByFunds(text) && Strikes(FaultKind.MarketFundsCanceled) is not null)
            push = push with { Json = FaultText.Canceled(text) };
        else if (type == "match" && Strikes(FaultKind.FillDuplicated) is not null)
            _again = push;
        return true;
    }

    private static (string Id, string Op) Head(byte[] request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            return (document.RootElement.Field("id") ?? "", document.RootElement.Field("op") ?? "");
        }
        catch (JsonException)
        {
            // The core says what is wrong with it.
            return ("", "");
        }
    }

    private byte[] Error(string id, string op, Refusal refusal) => KuCoinJson.Object((id, op, refusal, _core.NowNs), static (json, x) =>
    {
        json.WriteString("id", x.id);
        json.WriteString("op", x.op);
        json.WriteString("code", x.refusal.Code);
        json.WriteString("msg", x.refusal.Message);
        json.WriteNumber("inTime", x.NowNs / Nanos.PerMillisecond);
        json.WriteNumber("outTime", x.NowNs / Nanos.PerMillisecond);
    });
}
