namespace KuCoinHft.Engine;

/// <summary>Every bound of the hot path, each with what happens when it is reached.</summary>
public static class Limits
{
    /// <summary>Instruments of one session; more are refused at start. Tables are as long as the session's instruments; each takes 1.2 MB, of which its book's two sides, some 650 kB, are written at the start.</summary>
    public const int SymbolsMax = 512;

    /// <summary>Letters of a symbol, which requests have room for; a longer one is refused at start.</summary>
    public const int SymbolBytesMax = 32;

    /// <summary>Frames in flight; a full ring makes Intake stop reading and count it.</summary>
    public const int RingCapacity = 4096;

    /// <summary>Frames that the engine takes before it lets Intake reuse their slots and, on one worker, look at the sources again.</summary>
    public const int BatchMax = 64;

    /// <summary>Bytes of frames in flight; full is the same as a full ring.</summary>
    public const int RingBytes = 4 << 20;

    /// <summary>Bytes of one frame; a longer one is refused as TooLong and counted.</summary>
    public const int FrameBytesMax = 256 << 10;

    /// <summary>Fewest bytes of JSON that a change takes: <c>["1","1"],</c>.</summary>
    public const int ChangeBytesMin = 10;

    /// <summary>Changes of one frame; follows from the bytes.</summary>
    public const int ChangesPerFrameMax = FrameBytesMax / ChangeBytesMin;

    /// <summary>Currencies in one margin position push; more are refused as TooLong.</summary>
    public const int MarginCurrenciesMax = 512;

    /// <summary>Levels in one part of a snapshot, so that a full book does not hold up the frames behind it.</summary>
    public const int SnapshotLevelsPerFrame = 64;

    /// <summary>Levels of each side in <see cref="Book.TopOfBook"/>.</summary>
    public const int TopLevels = 5;

    /// <summary>Levels of one side of a book; the furthest is dropped and counted.</summary>
    public const int BookLevelsMax = 16384;

    /// <summary>Increments of one symbol that wait for a snapshot; one more and all are forgotten, and a newer snapshot is asked for.</summary>
    public const int PendingUpdatesMax = 4096;

    /// <summary>Changes in those increments; as above.</summary>
    public const int PendingChangesMax = 16384;

    /// <summary>Floats of a feature vector, room for growth included.</summary>
    public const int FeaturesMax = 72;

    /// <summary>Trading agents: Momentum, VolatilityBreakout, StatisticalArbitrage.</summary>
    public const int Agents = 3;

    /// <summary>Target positions of an agent: -1, -0.5, 0, +0.5, +1.</summary>
    public const int Targets = 5;

    /// <summary>Actions that one frame may cause; Orders never makes more, and the output ring holds that many for every frame in flight.</summary>
    public const int ActionsPerFrameMax = 4;

    /// <summary>Orders not yet terminal; no fewer than symbols, each of which has one at a time, so that an exit always has room. Risk's own limit, <see cref="Risk.RiskLimits.OpenOrdersMax"/>, is never above it.</summary>
    public const int OpenOrdersMax = 512;
}
