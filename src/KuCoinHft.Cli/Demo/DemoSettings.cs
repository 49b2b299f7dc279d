using KuCoinHft.Engine;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli.Demo;

/// <summary>What the user chose for a demo.</summary>
/// <param name="Speed">Market seconds per second.</param>
/// <param name="OpenAfter">Market time that the exchange plays before it opens.</param>
/// <param name="Placement">Which worker polls which duty.</param>
/// <param name="JournalFolder">Where the journal goes; null keeps none.</param>
/// <param name="JournalFramesBytes">Room for its frames.</param>
/// <param name="IsTls">Whether the sockets between engine and exchange are encrypted.</param>
/// <param name="Faults">What goes wrong on purpose; null for nothing.</param>
internal sealed record DemoSettings(
    Recording Recording, double Speed, TimeSpan OpenAfter, string Placement, string? JournalFolder, long JournalFramesBytes, EngineSettings Engine, bool IsTls, FaultPlan? Faults = null)
{
    /// <summary>The speed as the user writes it.</summary>
    public string SpeedText => $"{Speed}x";
}

/// <summary>Where a demo stands.</summary>
internal readonly record struct DemoProgress(long EventsPlayed, long Frames, long Orders, long Fills, long MarketNs);
