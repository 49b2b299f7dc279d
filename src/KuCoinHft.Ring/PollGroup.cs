namespace KuCoinHft.Ring;

/// <summary>Several duties driven as one, in order, on the calling thread.</summary>
/// <remarks>
/// Tests, replay and backtest drive a whole pipeline through one group and no thread at all, which is why they are deterministic.
/// A stage of several duties is a group with the stage's name. Thread: the caller's.
/// </remarks>
public sealed class PollGroup : IPollable
{
    private readonly IPollable[] _duties;

    /// <exception cref="ArgumentException">There is no duty.</exception>
    public PollGroup(string name, params IPollable[] duties)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(duties);
        if (duties.Length == 0)
            throw new ArgumentException($"The group {name} drives at least one duty.", nameof(duties));
        Name = name;
        _duties = [.. duties];
    }

    public string Name { get; }

    /// <summary>Polls every duty once.</summary>
    /// <returns>False when none had anything to do.</returns>
    public bool RunOnce()
    {
        bool worked = false;
        foreach (IPollable duty in _duties)
            worked |= duty.RunOnce();
        return worked;
    }

    /// <summary>Polls until a whole pass finds nothing to do.</summary>
    /// <returns>False when the duties were still busy after <paramref name="passesMax"/> passes.</returns>
    public bool RunUntilIdle(int passesMax)
    {
        for (int pass = 0; pass < passesMax; pass++)
        {
            if (!RunOnce())
                return true;
        }

        return false;
    }
}
