namespace KuCoinHft.Engine;

/// <summary>A step of the engine: sees every frame once, in order, behind the steps before it.</summary>
/// <remarks>
/// Thread: the engine's worker, or whoever calls <see cref="Pipeline.RunStages"/>. Never waits, allocates nothing after start.
/// Errors: an exception is a bug of ours and stops the worker; bad input and business "no"s are values.
/// </remarks>
public interface IStage
{
    /// <summary>Takes the frame at ring sequence <paramref name="n"/>.</summary>
    void OnFrame(long n);
}
