using System.Runtime.InteropServices;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Features;

/// <summary>What happened in one symbol during 250 ms.</summary>
/// <remarks>Shape: one cache line. Units: mids in ticks, sizes in lots, <see cref="Return"/> as a plain ratio.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Slot
{
    /// <summary>Last mid so far; a new slot starts with the mid before it.</summary>
    public double Close;
    public double High;
    public double Low;

    /// <summary>Close / close of the slot before - 1; 0 in the first slot of a history.</summary>
    public double Return;
    public double BuyLots;
    public double SellLots;

    /// <summary>Sum of price x size, ticks x lots.</summary>
    public double Notional;
    public int Trades;

    /// <summary>Changes of the best levels.</summary>
    public int Quotes;
}

/// <summary>The last minute of one symbol: a ring of 250 ms slots, and sums and means that fade at each slot's end.</summary>
/// <remarks>
/// Fading by whole slots costs a multiplication every 250 ms instead of an exponential every event, and equals on every machine.
/// A lost book stops quotes and order flow; slots go on with the last mid, and the first book afterwards is no order flow, since nobody saw the way there.
/// A loss of more than <see cref="LossNsMax"/>, or no frame for that long, starts the history anew.
/// Thread: the engine's worker.
/// </remarks>
public sealed class SymbolWindow
{
    /// <summary>Length of a slot.</summary>
    public const long SlotNs = 250 * Nanos.PerMillisecond;

    /// <summary>Slots of one second, and of the longest window.</summary>
    public const int SlotsPerSecond = 4;
    public const int SlotsMax = 60 * SlotsPerSecond;

    /// <summary>Nothing older than this is of use, so a book away for longer leaves nothing to continue.</summary>
    public const long LossNsMax = SlotsMax * SlotNs;

    // exp(-0.25/T) for T of 1, 5, 10 and 20 s, as constants: a library's exp may differ in the last bit between machines.
    internal const double Fade1s = 0.77880078307140488;
    internal const double Fade5s = 0.95122942450071402;
    internal const double Fade10s = 0.97530991202833262;
    internal const double Fade20s = 0.98757780049388144;

    // One return back from the oldest slot of the longest window needs 241 slots.
    private const int Capacity = 256;

    private readonly Slot[] _slots = new Slot[Capacity];
    private Levels _bids;
    private Levels _asks;
    private long _lostNs;

    /// <summary>Whether there is a history, that is, whether a live book was seen.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether the book is live, two-sided and not crossed.</summary>
    public bool Usable { get; private set; }

    /// <summary>When the history began.</summary>
    public long StartNs { get; private set; }

    public long LastTradeNs { get; private set; }

    /// <summary>The present slot's number and that of the history's first slot: receive time / <see cref="SlotNs"/>.</summary>
    public long Current { get; private set; }
    public long First { get; private set; }

    /// <summary>Middle of the last usable book in ticks.</summary>
    public double Mid { get; private set; }

    /// <summary>Order flow imbalance of the best level, lots, fading over 1, 5 and 20 s, and of five levels over 5 s.</summary>
    public double Ofi1s { get; private set; }
    public double Ofi5s { get; private set; }
    public double Ofi20s { get; private set; }
    public double OfiDepth5s { get; private set; }

    /// <summary>Exponential means over closed slots; see <see cref="FeatureSet"/>.</summary>
    public double Imbalance1Mean5s { get; private set; }
    public double SpreadMean20s { get; private set; }
    public double Depth1Mean20s { get; private set; }
    public double Depth5Mean20s { get; private set; }
    public double MidMean5s { get; private set; }
    public double MidMean20s { get; private set; }
    public double MomentumMean10s { get; private set; }

    public ref readonly Levels Bids => ref _bids;

    public ref readonly Levels Asks => ref _asks;

    /// <summary>The slot numbered <paramref name="slot"/>, from <see cref="First"/> and at most <see cref="SlotsMax"/> before <see cref="Current"/>.</summary>
    public ref readonly Slot this[long slot] => ref _slots[slot & (Capacity - 1)];

    /// <summary>Moves time on to <paramref name="receiveNs"/>: closes the slots that ended before it.</summary>
    public void Roll(long receiveNs)
    {
        if (!Started)
            return;
        long slot = receiveNs / SlotNs;
        if (slot == Current)
            return;
        if (slot - Current > SlotsMax)
        {
            Restart(receiveNs);
            return;
        }

        BookShape shape = BookShape.Of(in _bids, in _asks);
        while (Current < slot)
            CloseSlot(in shape);
    }

    /// <summary>Takes the symbol's book after a frame, time already moved on to the frame.</summary>
    public void OnTop(in TopOfBook top, long receiveNs)
    {
        bool usable = top.IsLive && top.Bids[0].PriceTicks > 0 && top.Asks[0].PriceTicks > top.Bids[0].PriceTicks
            && top.Bids[0].SizeLots > 0 && top.Asks[0].SizeLots > 0;
        if (!usable)
        {
            if (Usable)
                _lostNs = receiveNs;
            Usable = false;
            return;
        }

        bool continues = Usable;
        if (continues && (top.Flags & BookFlags.TopChanged) == 0)
            return;
        if (continues)
            AddOrderFlow(in top);
        Usable = true;
        _bids = top.Bids;
        _asks = top.Asks;
        if (!Started || (!continues && receiveNs - _lostNs > LossNsMax))
            Restart(receiveNs);
        MoveMid(0.5 * (_bids[0].PriceTicks + _asks[0].PriceTicks));
        if (continues)
            _slots[Current & (Capacity - 1)].Quotes++;
    }

    /// <summary>Takes a trade, time already moved on to it. Trades before the first live book have no slot and are left out.</summary>
    public void OnTrade(Side takerSide, long priceTicks, long sizeLots, long receiveNs)
    {
        if (!Started || takerSide == Side.None)
            return;
        ref Slot slot = ref _slots[Current & (Capacity - 1)];
        if (takerSide == Side.Buy)
            slot.BuyLots += sizeLots;
        else
            slot.SellLots += sizeLots;
        slot.Notional += (double)priceTicks * sizeLots;
        slot.Trades++;
        LastTradeNs = receiveNs;
    }

    private void Restart(long receiveNs)
    {
        BookShape shape = BookShape.Of(in _bids, in _asks);
        Started = true;
        StartNs = receiveNs;
        LastTradeNs = receiveNs;
        Current = First = receiveNs / SlotNs;
        Mid = shape.Mid;
        _slots[Current & (Capacity - 1)] = new Slot { Close = Mid, High = Mid, Low = Mid };
        Ofi1s = Ofi5s = Ofi20s = OfiDepth5s = 0;
        Imbalance1Mean5s = shape.Imbalance1;
        SpreadMean20s = shape.SpreadBps;
        Depth1Mean20s = shape.Depth1Lots;
        Depth5Mean20s = shape.Depth5Lots;
        MidMean5s = MidMean20s = Mid;
        MomentumMean10s = 0;
    }

    private void CloseSlot(in BookShape shape)
    {
        Ofi1s *= Fade1s;
        Ofi5s *= Fade5s;
        Ofi20s *= Fade20s;
        OfiDepth5s *= Fade5s;
        Imbalance1Mean5s += (1 - Fade5s) * (shape.Imbalance1 - Imbalance1Mean5s);
        SpreadMean20s += (1 - Fade20s) * (shape.SpreadBps - SpreadMean20s);
        Depth1Mean20s += (1 - Fade20s) * (shape.Depth1Lots - Depth1Mean20s);
        Depth5Mean20s += (1 - Fade20s) * (shape.Depth5Lots - Depth5Mean20s);
        MidMean5s += (1 - Fade5s) * (Mid - MidMean5s);
        MidMean20s += (1 - Fade20s) * (Mid - MidMean20s);
        MomentumMean10s += (1 - Fade10s) * (MidMean5s - MidMean20s - MomentumMean10s);
        Current++;
        _slots[Current & (Capacity - 1)] = new Slot { Close = Mid, High = Mid, Low = Mid };
    }

    private void MoveMid(double mid)
    {
        Mid = mid;
        ref Slot slot = ref _slots[Current & (Capacity - 1)];
        slot.Close = mid;
        slot.High = Math.Max(slot.High, mid);
        slot.Low = Math.Min(slot.Low, mid);
        if (Current > First)
            slot.Return = (mid / _slots[(Current - 1) & (Capacity - 1)].Close) - 1;
    }

    private void AddOrderFlow(in TopOfBook top)
    {
        long deep = 0;
        for (int i = Limits.TopLevels - 1; i > 0; i--)
            deep += BidFlow(_bids[i], top.Bids[i]) - AskFlow(_asks[i], top.Asks[i]);
        long best = BidFlow(_bids[0], top.Bids[0]) - AskFlow(_asks[0], top.Asks[0]);
        Ofi1s += best;
        Ofi5s += best;
        Ofi20s += best;
        OfiDepth5s += best + deep;
    }

    // Cont, Kukanov and Stoikov, equation 4: a better price brings its whole size, a worse one takes the old size away.
    private static long BidFlow(Level before, Level after) =>
        (after.PriceTicks >= before.PriceTicks ? after.SizeLots : 0) - (after.PriceTicks <= before.PriceTicks ? before.SizeLots : 0);

    // A missing ask has price 0 and stands for one infinitely high; as an unsigned number, 0 - 1 is just that.
    private static long AskFlow(Level before, Level after)
    {
        ulong from = (ulong)(before.PriceTicks - 1);
        ulong to = (ulong)(after.PriceTicks - 1);
        return (to <= from ? after.SizeLots : 0) - (to >= from ? before.SizeLots : 0);
    }
}
