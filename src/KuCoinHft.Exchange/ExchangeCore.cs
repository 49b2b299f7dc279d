using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange;

/// <summary>The embedded KuCoin as a state machine: recorded events and requests in, answers and pushes out.</summary>
/// <remarks>
/// Thread: one at a time; it has no threads, no clock and no chance of its own, so equal inputs give equal bytes.
/// Time: market time, nanoseconds since the Unix epoch; it never goes back, an earlier argument counts as now.
/// Errors: a recorded frame that cannot be read is passed on and counted in <see cref="MalformedCount"/>; an unreadable snapshot throws.
/// </remarks>
public sealed class ExchangeCore
{
    private readonly Dictionary<string, Instrument> _instruments;
    private readonly MarketBook[] _books;
    private readonly CandleBook _candles;
    private readonly Queue<Push> _queue = new();
    private readonly MarketFrame _frame = new();
    private readonly PushWriter _pushes;
    private readonly TradeRequests _trading;
    private readonly RiskDesk _risk;
    private long _nextAccountNs = long.MaxValue;

    /// <exception cref="ArgumentException">An instrument's size increment is finer than the ledger's 10^-8, its id is not its place, or an option is out of range.</exception>
    public ExchangeCore(IReadOnlyList<Instrument> instruments, IReadOnlyList<AccountOptions> accounts, ExchangeRules? rules = null)
    {
        if (accounts.Count == 0)
            throw new ArgumentException("The exchange needs an account; give at least one.", nameof(accounts));
        Rules = rules ?? new ExchangeRules();
        if (instruments.Where((x, i) => x.Id != i).FirstOrDefault() is { } astray)
            throw new ArgumentException($"Instrument {astray.Symbol} has id {astray.Id}, but does not stand there.", nameof(instruments));
        Instruments = instruments;
        _instruments = instruments.ToDictionary(x => x.Symbol);
        _books = [.. instruments.Select(x => new MarketBook(x))];
        _candles = new CandleBook(instruments.Count);
        _pushes = new PushWriter(_queue);
        Marks = new MarkPrices(instruments, _books, Rules);
        CoinTerms[] coins = CoinTable.Of(instruments, accounts, Rules);
        var sequences = new Sequences();
        Accounts = [.. accounts.Select((x, i) => new ExchangeAccount(i, x, Rules, coins, instruments, Marks, sequences, _pushes))];
        Matcher = new Matcher(Rules, _books, Marks, _pushes);
        Markets = [.. instruments.Select(x => new SymbolMarket(x, _books[x.Id], _candles.Minutes(x.Id)))];
        Volatility = new VolatilityMeter(instruments.Count);
        Indicators = new IndicatorPrices(Marks, instruments.SelectMany(x => new[] { x.BaseCurrency, x.QuoteCurrency }));
        PublicFeed = new MarketFeed(_instruments, Markets, _candles, Indicators, _queue);
        _risk = new RiskDesk(Rules, Matcher, Marks, _pushes);
        Margin = new MarginRequests(this, _risk, sequences);
        _trading = new TradeRequests(this);
        Orders = new OrderRequests(this, _instruments);
        Queries = new OrderQueries(this);
        KeepInitialMarks();
    }

    /// <summary>An exchange with one account, <see cref="Account"/>.</summary>
    public ExchangeCore(IReadOnlyList<Instrument> instruments, AccountOptions account)
        : this(instruments, [account])
    {
    }

    public IReadOnlyList<Instrument> Instruments { get; }

    public ExchangeRules Rules { get; }

    /// <summary>Those who trade here, in the order in which they were given.</summary>
    public IReadOnlyList<ExchangeAccount> Accounts { get; }

    /// <summary>The first account: the only one of most sessions.</summary>
    public ExchangeAccount Account => Accounts[0];

    /// <summary>Market time of the last event or request.</summary>
    public long NowNs { get; private set; }

    /// <summary>When <see cref="AdvanceTo"/> has something to do next; <see cref="long.MaxValue"/> while nothing is owed.</summary>
    public long NextTimerNs => Math.Min(_nextAccountNs, PublicFeed.NextNs);

    /// <summary>Market time of the first event; 0 before it.</summary>
    public long BeginNs { get; private set; }

    public long EventCount { get; private set; }

    public long MalformedCount { get; private set; }

    /// <summary>The ledger of the first account.</summary>
    internal MarginLedger Ledger => Account.Ledger;

    internal MarkPrices Marks { get; }

    internal PushWriter Pushes => _pushes;

    /// <summary>Borrowing, repaying, transfers, leverage.</summary>
    internal MarginRequests Margin { get; }

    internal Matcher Matcher { get; }

    /// <summary>The public market of every instrument, at its id: last trades, figures of the last hours, the book.</summary>
    internal SymbolMarket[] Markets { get; }

    /// <summary>How much the recorded market moves now, for those who draw latencies.</summary>
    internal VolatilityMeter Volatility { get; }

    /// <summary>Mark and index prices.</summary>
    internal IndicatorPrices Indicators { get; }

    /// <summary>The topics that the recording does not carry: made while somebody is subscribed.</summary>
    internal MarketFeed PublicFeed { get; }

    /// <summary>Stop and OCO orders, and what else can be asked of orders.</summary>
    internal OrderRequests Orders { get; }

    /// <summary>Lists of orders and fills.</summary>
    internal OrderQueries Queries { get; }

    /// <summary>Takes the next push, in the order they were made.</summary>
    public bool TryTakePush(out Push push) => _queue.TryDequeue(out push);

    /// <summary>Charges the interest and makes the debt pushes and the public ones that are due up to <paramref name="nowNs"/>.</summary>
    public void AdvanceTo(long nowNs)
    {
        while (NextTimerNs <= nowNs)
        {
            SetNow(NextTimerNs);
            if (_nextAccountNs > NowNs)
            {
                PublicFeed.AdvanceTo(NowNs);
                continue;
            }

            Matcher.Expire(NowNs);
            foreach (ExchangeAccount account in Accounts)
                account.Timers.Run(account, NowNs, _pushes, Marks, _risk);
            UpdateTimers();
        }

        SetNow(nowNs);
    }

    /// <summary>Plays one recorded event: passes public frames on unchanged, and lets the books and our resting orders feel them.</summary>
    /// <remarks>The bytes are kept, in pushes and while a snapshot is awaited: a recording must not overwrite them.</remarks>
    public void Feed(in RecordedEvent e)
    {
        AdvanceTo(e.ReceiveNs);
        _candles.BeginAt(NowNs);
        if (EventCount == 0)
            BeginNs = NowNs;
        EventCount++;
        if (e.Kind == RecordedKind.Snapshot)
            FeedSnapshot(e);
        else
            FeedFrame(e.Json);
        UpdateTimers();

        // What changed now and has not been pushed lately goes out with the event.
        PublicFeed.AdvanceTo(NowNs);
    }

    /// <summary>The REST body of the full book at the current sequence.</summary>
    /// <returns>Null when the symbol is not listed, or its recorded snapshot has not come yet.</returns>
    /// <param name="depthMax">Levels of each side at most.</param>
    public byte[]? Snapshot(string symbol, int depthMax = int.MaxValue) =>
        _instruments.TryGetValue(symbol, out Instrument? instrument) && _books[instrument.Id].IsReady ? _books[instrument.Id].Write(NowNs, depthMax) : null;

    /// <summary>The instrument of a symbol, or null when there is none.</summary>
    public Instrument? FindInstrument(string? symbol) => _instruments.GetValueOrDefault(symbol ?? "");

    /// <summary>The REST body of a listed symbol's candles that start in [startAt, endAt), seconds.</summary>
    /// <param name="lengthSeconds">Their length, one of KuCoin's.</param>
    public byte[] Candles(string symbol, int lengthSeconds, long startAt, long endAt)
    {
        Instrument instrument = _instruments[symbol];
        return Candle.Body(_candles.Read(instrument.Id, lengthSeconds, startAt, endAt), instrument);
    }

    /// <summary>The REST body of an account's order as it stands, or the refusal that it has no such order.</summary>
    public byte[] OrderBody(ExchangeAccount account, string? symbol, string? orderId, string? clientOid) => Matching.OrderBody.Of(Find(account, symbol, orderId, clientOid));

    /// <summary>Answers one request of the first account on the WebSocket trading API.</summary>
    public byte[] Submit(ReadOnlySpan<byte> request, long nowNs) => Submit(Account, request, nowNs);

    /// <summary>Answers one request of the WebSocket trading API; what follows from it is queued as pushes.</summary>
    public byte[] Submit(ExchangeAccount account, ReadOnlySpan<byte> request, long nowNs)
    {
        AdvanceTo(nowNs);
        byte[] answer = _trading.Answer(account, request.ToArray());
        UpdateTimers();
        return answer;
    }

    /// <summary>Does what an account asks for at that time, and counts it if it is refused.</summary>
    internal Refusal? Run(ExchangeAccount account, long nowNs, Func<Refusal?> request)
    {
        AdvanceTo(nowNs);
        Refusal? refusal = request();
        if (refusal is not null)
            account.RejectCount++;
        UpdateTimers();
        return refusal;
    }

    /// <summary>The account's order of that symbol with that orderId, or with that clientOid where the first is null.</summary>
    internal Order? Find(ExchangeAccount account, string? symbol, string? orderId, string? clientOid)
    {
        Order? order = string.IsNullOrEmpty(orderId) ? account.ByClientOid.GetValueOrDefault(clientOid ?? "") : Matcher.FindById(account, orderId);
        return order?.Ticket.Instrument.Symbol == symbol ? order : null;
    }

    /// <summary>An account's state now, the first one's by default.</summary>
    public Statement Statement(ExchangeAccount? account = null) => Exchange.Statement.Of(account ?? Account, NowNs, Marks);

    private void SetNow(long nowNs) => _pushes.NowNs = NowNs = Math.Max(NowNs, nowNs);

    private void FeedSnapshot(in RecordedEvent e)
    {
        if (e.Symbol is null || !_instruments.TryGetValue(e.Symbol, out Instrument? instrument))
            throw new InvalidDataException($"The recording has a snapshot of {e.Symbol ?? "no symbol"}, which is not among its instruments.");
        _books[instrument.Id].Load(e.Json.Span, _frame, _instruments);
        KeepInitialMarks();
        Matcher.OnBook(instrument.Id, changes: null, NowNs);
        PublicFeed.OnBook(instrument.Id, NowNs);
    }

    private void FeedFrame(ReadOnlyMemory<byte> json)
    {
        bool isRead = _frame.Read(json.Span, _instruments);
        if (!isRead)
            MalformedCount++;
        if (_frame.Kind == MarketFrameKind.Control)
            return;
        if (!PublicFeed.Replaces(_frame.Topic))
            _queue.Enqueue(new Push(NowNs, _frame.Topic, Account: null, json));
        if (!isRead || _frame.Instrument is not { } instrument)
            return;
        MarketBook book = _books[instrument.Id];
        if (_frame.Kind == MarketFrameKind.Match)
        {
            _candles.OnTrade(instrument.Id, _frame.PriceTicks, _frame.SizeLots, NowNs);
            Markets[instrument.Id].OnTrade(new PublicTrade(_frame.TradeSequence, _frame.TakerSide, _frame.PriceTicks, _frame.SizeLots, _frame.TradeNs > 0 ? _frame.TradeNs : NowNs), NowNs);
            PublicFeed.OnTrade(instrument.Id, NowNs);
            Volatility.OnTrade(instrument.Id, _frame.PriceTicks, NowNs);
            Matcher.OnTrade(instrument.Id, _frame.TakerSide, _frame.PriceTicks, _frame.SizeLots, NowNs);
        }
        else if (_frame.Kind == MarketFrameKind.Level2 && !book.IsReady)
            book.Wait(json);
        else if (_frame.Kind == MarketFrameKind.Level2 && book.Apply(_frame))
        {
            Matcher.OnBook(instrument.Id, _frame.Changes, NowNs);
            PublicFeed.OnBook(instrument.Id, NowNs);
        }
        else if (_frame.Kind == MarketFrameKind.Ticker)
            PublicFeed.OnRecordedTicker(instrument.Id);
    }

    /// <summary>Starts and stops the timers of those who began to owe, or owe nothing any more.</summary>
    internal void UpdateTimers()
    {
        _nextAccountNs = Matcher.NextExpiryNs;
        foreach (ExchangeAccount account in Accounts)
        {
            if (account.Ledger.HasLiability)
                account.Timers.Start(NowNs);
            else
                account.Timers.Stop();
            _nextAccountNs = Math.Min(_nextAccountNs, account.Timers.NextNs);
        }
    }

    private void KeepInitialMarks()
    {
        foreach (ExchangeAccount account in Accounts)
            account.KeepInitialMarks(Marks);
    }
}
