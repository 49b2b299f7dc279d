using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine's side of a transport, for one run.</summary>
/// <remarks>Implementations: in memory, and by sockets to a second process. Thread: one cold thread.</remarks>
internal abstract class LoadSession : IDisposable
{
    /// <summary>Brings the plan's market frames behind <see cref="OpeningFrames"/> of its own.</summary>
    public abstract IFrameSource Market { get; }

    public abstract int OpeningFrames { get; }

    /// <summary>Bring answers and private pushes.</summary>
    public abstract IFrameSource[] Answers { get; }

    public abstract IOrderGateway Gateway { get; }

    /// <summary>Why the other side is gone, in words; null while it lives.</summary>
    public abstract string? Fault { get; }

    /// <summary>Sends the warm-up frames.</summary>
    public abstract void Flood();

    /// <summary>Sets the planned times of the measured frames.</summary>
    /// <param name="startNs">When the first is due.</param>
    public abstract void Start(long startNs);

    /// <summary>Ends the generator's run.</summary>
    public abstract LoadResult Stop();

    /// <summary>Sends the measured frames once more, to a plain socket program in the engine's place.</summary>
    /// <returns>When its answers came; null where the transport has no socket.</returns>
    public virtual LoadResult? Echo(Func<long> start) => null;

    public abstract void Dispose();
}
