namespace KuCoinHft.Engine.Tests;

/// <summary>Several frames through one stage.</summary>
internal static class FrameRange
{
    public static void OnFrames(this IStage stage, long first, long last)
    {
        for (long n = first; n <= last; n++)
            stage.OnFrame(n);
    }
}
