namespace KuCoinHft.Ring;

/// <summary>A duty: does what is there to do now, and returns.</summary>
/// <remarks>
/// Thread: one worker at a time; which one is <see cref="Placement"/>'s business, never the duty's.
/// Errors: an exception is a bug of ours and stops the worker; a business "no" never is one.
/// Implementations: <see cref="EventProcessor"/> and the writer of the ring.
/// </remarks>
public interface IPollable
{
    /// <summary>The stage's name in placements and reports.</summary>
    string Name { get; }

    /// <summary>Does a bounded amount of work without waiting.</summary>
    /// <returns>False when there was nothing to do.</returns>
    bool RunOnce();
}
