namespace KuCoinHft.Engine.Market;

/// <summary>A price in units of 10^-<see cref="Instrument.PriceDecimals"/> of the quote currency.</summary>
public readonly record struct Ticks(long Value);

/// <summary>A size in units of 10^-<see cref="Instrument.SizeDecimals"/> of the base currency.</summary>
public readonly record struct Lots(long Value);

/// <summary>An amount of quote currency in units of 10^-8.</summary>
public readonly record struct Quote(long Value)
{
    /// <summary>Units in one whole coin of the quote currency.</summary>
    public const long One = 100_000_000;
}

/// <summary>A time: nanoseconds since the Unix epoch.</summary>
public readonly record struct Nanos(long Value)
{
    /// <summary>Nanoseconds in one second.</summary>
    public const long PerSecond = 1_000_000_000;

    /// <summary>Nanoseconds in one millisecond.</summary>
    public const long PerMillisecond = 1_000_000;
}

/// <summary>The side of an order or of a book.</summary>
public enum Side : byte
{
    None,
    Buy,
    Sell,
}
