namespace KuCoinHft.Ring;

/// <summary>The newest value of something, written by a hot worker and read by cold ones (a seqlock).</summary>
/// <remarks>
/// The writer never waits and never learns of its readers; a reader that meets a write under way tries again. Values in between are lost on purpose: what must not be lost
/// goes through a ring. Before the first write a reader gets the default value.
/// Thread: one writer, any readers.
/// </remarks>
public sealed class LatestValue<T>
    where T : unmanaged
{
    // Odd: the value is whole. Even: a write is under way. (A Sequence starts at -1, hence odd means rest.)
    private readonly Sequence _version = new();
    private T _value;

    /// <summary>Replaces the value.</summary>
    public void Write(in T value)
    {
        long version = _version.Value;
        _version.Set(version + 1);

        // A release store lets later stores overtake it; the barrier keeps the value's stores behind the even version.
        Volatile.WriteBarrier();
        _value = value;
        _version.Set(version + 2);
    }

    /// <summary>Reads the value in one attempt.</summary>
    /// <returns>False when a write was under way; <paramref name="value"/> is the default then.</returns>
    public bool TryRead(out T value)
    {
        long before = _version.Value;
        T copy = _value;

        // An acquire load lets earlier loads sink below it; the barrier keeps the value's loads above the second look at the version.
        Volatile.ReadBarrier();
        bool isWhole = (before & 1) != 0 && _version.Value == before;
        value = isWhole ? copy : default;
        return isWhole;
    }

    /// <summary>Reads the value, again as long as a write is under way.</summary>
    public T Read()
    {
        // The writer may have lost its core in mid-write, perhaps to this very reader; so patience ends in a yield.
        var idle = new Idle(WaitStrategy.Yield);
        T value;
        while (!TryRead(out value))
            idle.Wait();
        return value;
    }
}
