using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Features;

/// <summary>What made a bar.</summary>
public enum BarOrigin : byte
{
    /// <summary>Nothing yet: no trade and no candle.</summary>
    None,

    /// <summary>Trades received live.</summary>
    Trades,

    /// <summary>A candle of a REST answer; trades received later are added.</summary>
    Answer,

    /// <summary>A candle of the feed, which goes on telling the minute; trades no longer touch it.</summary>
    Push,

    /// <summary>A minute without trades: the close before it, carried.</summary>
    Flat,
}

/// <summary>One minute of one symbol.</summary>
/// <remarks>Shape: one cache line. Units: prices in ticks, volume in lots. It has no open, since nothing reads one.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Bar
{
    /// <summary>Start / <see cref="BarWindow.BarNs"/>.</summary>
    public long Minute;

    /// <summary>The prices; 0 while there is none.</summary>
    public double High;
    public double Low;
    public double Close;
    public double Lots;

    /// <summary>From when on every trade of the minute was received live; the minute's end where that cannot be said of any.</summary>
    public long LiveFromNs;

    /// <summary>When a candle last told the minute, or an answer that it had no trade; 0 if none did.</summary>
    public long ToldNs;
    public BarOrigin Origin;
}
