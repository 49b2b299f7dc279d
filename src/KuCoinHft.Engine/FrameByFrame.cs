using KuCoinHft.Ring;

namespace KuCoinHft.Engine;

/// <summary>Several stages as one: each frame passes all of them before the next frame passes the first.</summary>
/// <remarks>Thread: one worker. Errors: when a stage throws, no later one sees the frame.</remarks>
public sealed class FrameByFrame(params IStage[] stages) : IEventHandler
{
    public void OnBatch(long first, long last)
    {
        for (long n = first; n <= last; n++)
        {
            foreach (IStage stage in stages)
                stage.OnFrame(n);
        }
    }
}
