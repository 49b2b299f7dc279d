namespace KuCoinHft.Engine.Features;

/// <summary>What the last slots of a window add up to.</summary>
/// <remarks>Sums of doubles depend on their order in the last bits; it is from the present slot backwards, always.</remarks>
public struct SlotSums
{
    // Slots of a minute: volatility is stated per root minute, so that windows of any length compare.
    private const double SlotsPerMinute = 60 * SymbolWindow.SlotsPerSecond;

    /// <summary>Slots passed, the present one included.</summary>
    public int Slots;

    // Trades and quotes.
    public double BuyLots;
    public double SellLots;
    public double Notional;
    public long Trades;
    public long Quotes;

    // The mid's way: returns and moves of each slot but the history's first, which has none.
    public double Squares;
    public double Products;
    public double Absolutes;
    public double Moved;
    public int Moves;

    // The channel: extremes of the slots that are older than a second.
    public double High;
    public double Low;

    public readonly double Lots => BuyLots + SellLots;

    public readonly double Seconds => (double)Slots / SymbolWindow.SlotsPerSecond;

    public readonly float TradeFlow => (float)FeatureMath.Ratio(BuyLots - SellLots, Lots);

    public readonly float TradeRate => (float)Math.Log(1 + (Trades / Seconds));

    public readonly float QuoteRate => (float)Math.Log(1 + (Quotes / Seconds));

    /// <summary>Bps per root minute.</summary>
    public readonly double Volatility => Math.Min(1000, 1e4 * Math.Sqrt(SlotsPerMinute * FeatureMath.Ratio(Squares, Moves)));
}

/// <summary>The sums of the windows that features speak of, made in one pass: each goes on where the shorter one ended.</summary>
public ref struct WindowSums
{
    public SlotSums In1s;
    public SlotSums In5s;
    public SlotSums In10s;
    public SlotSums In20s;
    public SlotSums In30s;
    public SlotSums In60s;

    public WindowSums(SymbolWindow window)
    {
        var sums = new SlotSums { High = double.MinValue, Low = double.MaxValue };
        double later = 0;
        In1s = Extend(window, 1, ref sums, ref later);
        In5s = Extend(window, 5, ref sums, ref later);
        In10s = Extend(window, 10, ref sums, ref later);
        In20s = Extend(window, 20, ref sums, ref later);
        In30s = Extend(window, 30, ref sums, ref later);
        In60s = Extend(window, 60, ref sums, ref later);
    }

    // One loop for all sums: each is a chain of additions that waits for itself, and side by side they wait together. Locals, since what stands behind a reference
    // goes through memory at every slot.
    private static SlotSums Extend(SymbolWindow window, int seconds, ref SlotSums sums, ref double laterReturn)
    {
        int end = (int)Math.Min(seconds * SymbolWindow.SlotsPerSecond, window.Current - window.First + 1);
        SlotSums own = sums;
        double later = laterReturn;
        for (; own.Slots < end; own.Slots++)
        {
            long at = window.Current - own.Slots;
            ref readonly Slot slot = ref window[at];
            own.BuyLots += slot.BuyLots;
            own.SellLots += slot.SellLots;
            own.Notional += slot.Notional;
            own.Trades += slot.Trades;
            own.Quotes += slot.Quotes;
            if (own.Slots >= SymbolWindow.SlotsPerSecond)
            {
                own.High = double.MaxNative(own.High, slot.High);
                own.Low = double.MinNative(own.Low, slot.Low);
            }

            if (at == window.First)
                continue;
            double move = slot.Close - window[at - 1].Close;
            own.Squares += slot.Return * slot.Return;
            own.Products += slot.Return * later;
            own.Absolutes += Math.Abs(move);
            own.Moved += move;
            own.Moves++;
            later = slot.Return;
        }

        laterReturn = later;
        return sums = own;
    }
}
