using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Book;

/// <summary>State of a book at a frame.</summary>
[Flags]
public enum BookFlags : byte
{
    None = 0,

    /// <summary>The frame concerns a listed symbol: the other fields are that symbol's book.</summary>
    Present = 1,

    /// <summary>Calibrated and without a gap since; without it, no price here may be used.</summary>
    Live = 2,

    /// <summary>This frame changed one of the top levels.</summary>
    TopChanged = 4,

    /// <summary>This frame revealed a gap.</summary>
    Gap = 8,

    /// <summary>This frame completed a snapshot.</summary>
    Synced = 16,

    /// <summary>The book asks for a snapshot.</summary>
    WantsSnapshot = 32,
}

/// <summary>One price level.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct Level
{
    public long PriceTicks;
    public long SizeLots;
}

/// <summary>The best levels of one side, best first; missing levels are 0.</summary>
[InlineArray(Limits.TopLevels)]
public struct Levels
{
    private Level _first;
}

/// <summary>The best levels of the frame's symbol after the frame.</summary>
/// <remarks>Shape: three cache lines. Units: ticks, lots. Written by Book alone for every frame.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 192)]
public struct TopOfBook
{
    public BookFlags Flags;
    public short SymbolId;

    /// <summary>Last sequence applied.</summary>
    public long Sequence;

    /// <summary>Exchange's time of the last change, or 0.</summary>
    public long ExchangeNs;
    public Levels Bids;
    public Levels Asks;

    public readonly bool IsLive => (Flags & BookFlags.Live) != 0;
}
