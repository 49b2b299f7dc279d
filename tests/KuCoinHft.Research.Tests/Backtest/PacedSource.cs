using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>Holds a replay back while the next segments of its own journal are being made: it brings an hour of frames in seconds, which no market does.</summary>
internal sealed class PacedSource(IFrameSource source, params JournalWriter[] writers) : IFrameSource
{
    public int Poll(Intake intake, int framesMax)
    {
        foreach (JournalWriter writer in writers)
        {
            if (!writer.IsNextReady)
                return 0;
        }

        return source.Poll(intake, framesMax);
    }
}
