namespace KuCoinHft.Engine.Wire;

/// <summary>Something that Intake takes frames from.</summary>
/// <remarks>
/// Thread: the intake worker. Never waits.
/// Implementations: WebSocket pipes, the message ring of REST answers, timers, journals.
/// </remarks>
public interface IFrameSource
{
    /// <summary>Publishes what is there through <see cref="Intake.TryPublish"/>, at most <paramref name="framesMax"/> frames.</summary>
    /// <returns>Frames published. A frame that Intake refused for lack of room stays in the source.</returns>
    int Poll(Intake intake, int framesMax);
}
