using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>One input of the features stage, as decode and book would leave it.</summary>
public readonly record struct MarketEvent(long ReceiveNs, Update Update, TopOfBook Top, byte[]? Bytes = null)
{
    /// <summary>Whether a candle is a row of a REST answer.</summary>
    public bool IsAnswer { get; init; }

    public FrameSource Source => IsAnswer ? FrameSource.Rest : Update.Kind == UpdateKind.Timer ? FrameSource.Timer : FrameSource.Feed;

    /// <summary>The feed's first message after it connected.</summary>
    public static MarketEvent Welcome(long receiveNs) => new(receiveNs, new Update { Kind = UpdateKind.Welcome, SymbolId = -1 }, new TopOfBook { SymbolId = -1 });

    /// <summary>A one-minute candle; its minute is its start / 60 s.</summary>
    public static MarketEvent Candle(long receiveNs, int symbolId, in TopOfBook book, long minute, long lowTicks, long highTicks, long closeTicks, long lots, bool isAnswer)
    {
        MarketEvent timer = Timer(receiveNs, symbolId, in book);
        return timer with
        {
            IsAnswer = isAnswer,
            Update = new Update
            {
                Kind = UpdateKind.Candle, SymbolId = (short)symbolId, Code = 60, ExchangeNs = minute * 60 * Nanos.PerSecond,
                OpenTicks = lowTicks, LowTicks = lowTicks, HighTicks = highTicks, PriceTicks = closeTicks, SizeLots = lots,
            },
        };
    }

    public static MarketEvent Timer(long receiveNs, int symbolId, in TopOfBook book)
    {
        TopOfBook top = book;
        top.Flags &= ~(BookFlags.TopChanged | BookFlags.Gap | BookFlags.Synced);
        return new MarketEvent(receiveNs, new Update { Kind = UpdateKind.Timer, SymbolId = (short)symbolId }, top);
    }

    public static MarketEvent Level2(long receiveNs, int symbolId, in TopOfBook book) =>
        new(receiveNs, new Update { Kind = UpdateKind.Level2, SymbolId = (short)symbolId }, book);

    public static MarketEvent Trade(long receiveNs, int symbolId, in TopOfBook book, Side side, long priceTicks, long sizeLots)
    {
        MarketEvent timer = Timer(receiveNs, symbolId, in book);
        return timer with
        {
            Update = new Update { Kind = UpdateKind.Match, SymbolId = (short)symbolId, Side = side, PriceTicks = priceTicks, SizeLots = sizeLots },
        };
    }
}

/// <summary>A two-symbol market made from a seed: correlated walks with trends and rough seconds, five-level books that lose levels, bursts of trades, quiet spells and gaps.</summary>
public sealed class SyntheticMarket
{
    public const long StartNs = 1_723_161_253_137_000_000;

    private readonly Random _random;
    private readonly long[] _mids = [6_000_000, 250_000];
    private readonly TopOfBook[] _books = new TopOfBook[2];
    private readonly bool[] _away = new bool[2];
    private readonly List<MarketEvent> _events = [];

    private SyntheticMarket(int seed) => _random = new Random(seed);

    /// <summary>A book of five levels a side around a mid; the same arguments give the same book.</summary>
    public static TopOfBook Book(int symbolId, long bidTicks, long askTicks, long lots = 100, BookFlags flags = BookFlags.Present | BookFlags.Live | BookFlags.TopChanged)
    {
        var top = new TopOfBook { SymbolId = (short)symbolId, Flags = flags };
        for (int i = 0; i < Limits.TopLevels; i++)
        {
            top.Bids[i] = new Level { PriceTicks = bidTicks - (3 * i), SizeLots = lots + (10 * i) };
            top.Asks[i] = new Level { PriceTicks = askTicks + (2 * i), SizeLots = lots + (15 * i) };
        }

        return top;
    }

    /// <param name="gaps">Symbol 0 loses its book for 4 s at 40 s and for 65 s at 100 s.</param>
    public static List<MarketEvent> Make(int seed, int seconds, bool gaps)
    {
        var market = new SyntheticMarket(seed);
        long nowNs = StartNs;
        long timerNs = StartNs + (1000 * Nanos.PerMillisecond);
        while (nowNs < StartNs + (seconds * Nanos.PerSecond))
        {
            long second = (nowNs - StartNs) / Nanos.PerSecond;
            bool quiet = second % 30 is >= 20 and < 23;
            nowNs += (long)(-Math.Log(1 - market._random.NextDouble()) * (quiet ? 400 : 20) * Nanos.PerMillisecond);
            for (; timerNs <= nowNs; timerNs += 1000 * Nanos.PerMillisecond)
            {
                market._events.Add(MarketEvent.Timer(timerNs, 0, in market._books[0]));
                market._events.Add(MarketEvent.Timer(timerNs, 1, in market._books[1]));
            }

            bool away = gaps && second is (>= 40 and < 44) or (>= 100 and < 165);
            market.Step(nowNs, away);
        }

        return market._events;
    }

    /// <summary>The same after an answer of the last hour's candles, a symbol each, which leads to where the market begins.</summary>
    public static List<MarketEvent> MakeWithHistory(int seed, int seconds, bool gaps)
    {
        var random = new Random(seed);
        var history = new List<MarketEvent>();
        TopOfBook none = default;
        long open = StartNs / BarWindow.BarNs;
        foreach ((int id, long mid, long step) in new[] { (0, 6_000_000L, 3000), (1, 250_000L, 120) })
        {
            long close = mid;
            for (long minute = open; minute >= open - BarWindow.BarsMax; minute--)
            {
                long before = close + (long)(step * (random.NextDouble() - 0.5));
                long low = Math.Min(before, close) - random.NextInt64(step / 4);
                long high = Math.Max(before, close) + random.NextInt64(step / 4);
                history.Insert(0, MarketEvent.Candle(StartNs, id, in none, minute, low, high, close, 200 + random.Next(2000), isAnswer: true));
                close = before;
            }
        }

        return [.. history, .. Make(seed, seconds, gaps)];
    }

    private void Step(long nowNs, bool firstIsAway)
    {
        int id = _random.Next(2);
        bool away = id == 0 && firstIsAway;
        if (away && !_away[id])
        {
            _books[id].Flags = BookFlags.Present | BookFlags.Gap;
            _events.Add(MarketEvent.Level2(nowNs, id, in _books[id]));
        }

        _away[id] = away;
        double seconds = (double)(nowNs - StartNs) / Nanos.PerSecond;
        double trend = Math.Sin(2 * Math.PI * seconds / 47);
        if (_random.Next(3) == 0 && _books[id].Bids[0].PriceTicks > 0)
        {
            bool buy = _random.NextDouble() < 0.5 + (0.35 * trend);
            long lots = 1 + (long)Math.Exp(5 * _random.NextDouble());
            long price = buy ? _books[id].Asks[0].PriceTicks : _books[id].Bids[0].PriceTicks;
            _events.Add(MarketEvent.Trade(nowNs, id, in _books[id], buy ? Side.Buy : Side.Sell, price, lots));
            return;
        }

        // A common shock moves both mids, more in rough seconds and a little with the trend; an own one moves this symbol's alone.
        double shock = ((_random.NextDouble() - 0.5) * (seconds % 53 > 40 ? 3 : 1)) + (0.2 * trend);
        _mids[0] += (long)(120 * shock);
        _mids[1] += (long)(5 * shock);
        _mids[id] += _random.Next(-2, 3) * (id == 0 ? 10 : 1);
        BookFlags flags = away ? BookFlags.Present : BookFlags.Present | BookFlags.Live | BookFlags.TopChanged;
        _books[id] = RandomBook(id, flags);
        _events.Add(MarketEvent.Level2(nowNs, id, in _books[id]));
    }

    private TopOfBook RandomBook(int id, BookFlags flags)
    {
        var top = new TopOfBook { SymbolId = (short)id, Flags = flags };
        long half = 1 + _random.Next(3);
        long bid = _mids[id] - half;
        long ask = _mids[id] + half + _random.Next(2);
        int levels = _random.Next(20) == 0 ? 1 + _random.Next(Limits.TopLevels) : Limits.TopLevels;
        for (int i = 0; i < levels; i++)
        {
            top.Bids[i] = new Level { PriceTicks = bid, SizeLots = 1 + (long)Math.Exp(6 * _random.NextDouble()) };
            top.Asks[i] = new Level { PriceTicks = ask, SizeLots = 1 + (long)Math.Exp(6 * _random.NextDouble()) };
            bid -= 1 + _random.Next(4);
            ask += 1 + _random.Next(4);
        }

        return top;
    }
}
