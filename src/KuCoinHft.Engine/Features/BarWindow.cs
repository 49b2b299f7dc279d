using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Features;

/// <summary>Whether the long windows may be used.</summary>
public enum LongState : byte
{
    /// <summary>Fewer than <see cref="BarWindow.BarsMin"/> closed bars so far, or a REST answer is still coming in.</summary>
    Filling,

    /// <summary>There are older bars, but minutes are missing between them and now.</summary>
    Hole,

    /// <summary>The closed bars reach from now back without a hole.</summary>
    Ready,
}

/// <summary>The last hour of one symbol: closed one-minute bars and the open one, from candles and from trades.</summary>
/// <remarks>
/// Minutes are those of the epoch's grid, by receive time; a candle names its own. A candle replaces what the minute was, in whatever order candles come.
/// A closed bar counts when all its trades are known, that is, when what was told of the minute reaches to where live trades begin:
/// a candle tells its minute up to its receipt; an answer of REST, asked up to now, also tells that later minutes not in it had no trade.
/// Live trades begin with the first frame, or with the feed's last welcome; from the last feed frame before that to it nothing is known.
/// A minute that is known to have no trade is flat at the close before it, and does not count where there is none.
/// A loss of more than <see cref="SymbolWindow.LossNsMax"/> without any frame is one of the feed too.
/// So a session asks for candles when its feed is subscribed. An answer comes row by row: it is believed <see cref="SettleNs"/> after its last row.
/// A trade between an answer's making and its receipt is in the open bar's answer or is missing from that one bar.
/// Thread: the engine's worker. It allocates nothing; work is O(1) a trade and O(60) a minute, a candle or a welcome.
/// </remarks>
public sealed class BarWindow
{
    /// <summary>Length of a bar.</summary>
    public const long BarNs = BarSeconds * Nanos.PerSecond;
    public const int BarSeconds = 60;

    /// <summary>Closed bars kept.</summary>
    public const int BarsMax = 60;

    /// <summary>Closed bars without a hole that the long features need.</summary>
    public const int BarsMin = 5;

    /// <summary>Quiet time after a REST candle before the answer counts as whole.</summary>
    public const long SettleNs = Nanos.PerSecond;

    // The closed bars, the open one, and one that the exchange's clock may be ahead: 62.
    private const int Capacity = 64;

    private readonly Bar[] _bars = new Bar[Capacity];
    private long _openEndNs;
    private long _lastNs;
    private long _feedNs;
    private long _answerNs;
    private bool _hasHole;

    /// <summary>The open minute: receive time / <see cref="BarNs"/>.</summary>
    public long Open { get; private set; }

    /// <summary>Closed bars that reach from the open one back without a hole.</summary>
    public int Count { get; private set; }

    /// <summary>Candles that cannot be: off the grid, or their prices in no order.</summary>
    public long FaultyCount { get; private set; }

    /// <summary>The bar <paramref name="back"/> minutes before the open one; from 1 to <see cref="Count"/> they are closed and known.</summary>
    public ref readonly Bar this[int back] => ref _bars[(Open - back) & (Capacity - 1)];

    /// <summary>Whether the closed bars may be used at this time.</summary>
    public LongState StateAt(long nowNs) =>
        Count < BarsMin ? (_hasHole ? LongState.Hole : LongState.Filling)
        : nowNs - _answerNs < SettleNs ? LongState.Filling
        : LongState.Ready;

    /// <summary>Moves time on to <paramref name="receiveNs"/>, before the frame of that time is taken.</summary>
    /// <param name="isFeed">Whether the frame came over the feed, which shows that the feed runs.</param>
    public void Roll(long receiveNs, bool isFeed)
    {
        if (_openEndNs == 0)
        {
            MoveTo(receiveNs);
            At(Open).LiveFromNs = receiveNs;
            _feedNs = receiveNs;
        }
        else if (receiveNs - _lastNs > SymbolWindow.LossNsMax)
        {
            OnFeedStart(receiveNs);
        }
        else if (receiveNs >= _openEndNs)
        {
            long before = Open;
            MoveTo(receiveNs);
            for (long minute = before + 1; minute <= Open; minute++)
                At(minute).LiveFromNs = minute * BarNs;
            Refresh();
        }

        _lastNs = receiveNs;
        if (isFeed)
            _feedNs = receiveNs;
    }

    /// <summary>The feed begins anew: what was traded since its last frame is not known.</summary>
    public void OnFeedStart(long receiveNs)
    {
        if (_openEndNs == 0)
        {
            Roll(receiveNs, isFeed: true);
            return;
        }

        long lost = _feedNs / BarNs;
        MoveTo(receiveNs);
        for (long minute = Math.Max(lost, Open - BarsMax); minute < Open; minute++)
            At(minute).LiveFromNs = (minute + 1) * BarNs;
        At(Open).LiveFromNs = receiveNs;
        _lastNs = _feedNs = receiveNs;
        Refresh();
    }

    /// <summary>Takes a live trade, time already moved on to it.</summary>
    public void OnTrade(long priceTicks, long sizeLots)
    {
        ref Bar bar = ref At(Open);
        if (bar.Origin == BarOrigin.Push || priceTicks <= 0)
            return;
        if (bar.Origin == BarOrigin.None)
        {
            bar.Origin = BarOrigin.Trades;
            bar.High = bar.Low = priceTicks;
        }

        bar.High = Math.Max(bar.High, priceTicks);
        bar.Low = Math.Min(bar.Low, priceTicks);
        bar.Close = priceTicks;
        bar.Lots += sizeLots;
    }

    /// <summary>Takes a <see cref="UpdateKind.Candle"/>, time already moved on to it. Those of another length, or outside the window, are left out.</summary>
    /// <param name="isAnswer">Whether it is a row of a REST answer, and not a push of the feed.</param>
    public void OnCandle(in Update update, long receiveNs, bool isAnswer)
    {
        if (update.Code != BarSeconds)
            return;
        bool isSound = update.ExchangeNs % BarNs == 0 && update.LowTicks > 0 && update.SizeLots >= 0
            && update.PriceTicks >= update.LowTicks && update.PriceTicks <= update.HighTicks;
        if (!isSound)
        {
            FaultyCount++;
            return;
        }

        long minute = update.ExchangeNs / BarNs;
        if (minute < Open - BarsMax || minute > Open + 1)
            return;
        ref Bar bar = ref At(minute);
        bar.Origin = isAnswer ? BarOrigin.Answer : BarOrigin.Push;
        bar.High = update.HighTicks;
        bar.Low = update.LowTicks;
        bar.Close = update.PriceTicks;
        bar.Lots = update.SizeLots;
        bar.ToldNs = receiveNs;
        if (isAnswer)
            _answerNs = receiveNs;
        Refresh();
    }

    private void MoveTo(long receiveNs)
    {
        Open = receiveNs / BarNs;
        _openEndNs = (Open + 1) * BarNs;
    }

    // The minute's bar; one that was not there yet is not known in any part.
    private ref Bar At(long minute)
    {
        ref Bar bar = ref _bars[minute & (Capacity - 1)];
        if (bar.Minute != minute)
            bar = new Bar { Minute = minute, LiveFromNs = (minute + 1) * BarNs };
        return ref bar;
    }

    // From the oldest minute on: which are known, which of them are flat, and how many reach up to now.
    private void Refresh()
    {
        long answeredNs = 0;
        double close = 0;
        Count = 0;
        _hasHole = false;
        for (long minute = Open - BarsMax; minute < Open; minute++)
        {
            ref Bar bar = ref At(minute);
            if (bar.Origin is BarOrigin.Answer or BarOrigin.Flat)
                answeredNs = Math.Max(answeredNs, bar.ToldNs);
            bar.ToldNs = Math.Max(answeredNs, bar.ToldNs);
            bool isKnown = bar.LiveFromNs <= Math.Max(bar.ToldNs, minute * BarNs);
            if (isKnown && close > 0 && bar.Origin is BarOrigin.None or BarOrigin.Flat)
                bar = bar with { Origin = BarOrigin.Flat, High = close, Low = close, Close = close };
            isKnown &= bar.Close > 0;
            _hasHole |= !isKnown && Count > 0;
            Count = isKnown ? Count + 1 : 0;
            close = isKnown ? bar.Close : 0;
        }
    }
}
