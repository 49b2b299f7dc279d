using KuCoinHft.Ring;

namespace KuCoinHft.Engine;

/// <summary>Several stages as one: each frame passes all of them before the next frame passes the first.</summary>
/// <remarks>Thread: one worker. Errors: when a stage throws, no later one sees the frame.</remarks>
internal sealed class FrameByFrame(IEventHandler[] stages) : IEventHandler
{
    public void OnBatch(long first, long last)
    {
        for (long n = first; n <= last; n++)
        {
            foreach (IEventHandler stage in stages)
                stage.OnBatch(n, n);
        }
    }
}
