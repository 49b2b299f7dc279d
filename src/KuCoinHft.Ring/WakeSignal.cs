using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>Where one blocking worker parks and others wake it; the only kernel object that Ring waits on.</summary>
/// <remarks>
/// <code>
/// sleeper: flag = 1 | fence | look for work once more | none: park     waker: publish | fence | flag = 1? flag = 0, wake
/// </code>
/// No wake-up is lost. Of "flag = 1, look" and "publish, read the flag" each side stores first and loads then, which processors let change places; the full fences forbid
/// it. So either the sleeper's look finds what was published, or the waker finds the flag set. The event remembers a wake that comes before the park. A waker that finds
/// the flag cleared by another need do nothing: that one's wake is still to come, and before the sleeper parks again it announces itself anew and looks.
/// A park ends by itself after a bounded time, for what no worker announces.
/// While the worker is awake a wake costs the fence and one read of a line that nobody writes. Nothing allocates.
/// Shape: the flag stands alone in 256 bytes, as in <see cref="Sequence"/>: wakers read it after every pass that did something.
/// Thread: one sleeper, any wakers. Never disposed, since a waker may still come when the sleeper has ended; its finalizer frees the event.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
#pragma warning disable CA1001 // Not disposed, see above.
public sealed class WakeSignal
{
    /// <summary>The longest park, in milliseconds, where nothing else is said.</summary>
    public const int ParkMsDefault = 1;

    [FieldOffset(0)]
#pragma warning disable RS0030 // The one kernel event.
    private readonly AutoResetEvent _event = new(initialState: false);
#pragma warning restore RS0030

    [FieldOffset(8)]
    private readonly int _parkMsMax;

    [FieldOffset(128)]
    private int _isAnnounced;

#pragma warning disable CS0169, IDE0051 // It holds room, not a value.
    [FieldOffset(248)]
    private readonly long _lastWord;
#pragma warning restore CS0169, IDE0051

    /// <param name="parkMsMax">The longest park, in milliseconds.</param>
    public WakeSignal(int parkMsMax = ParkMsDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parkMsMax, 1);
        _parkMsMax = parkMsMax;
    }

    /// <summary>Wakes and parks once, for what the first time costs.</summary>
    public void Prepare()
    {
        Announce();
        Wake();
        Park();
    }

    /// <summary>Says that the sleeper will park unless its next look, which must follow, finds work.</summary>
    public void Announce()
    {
        Volatile.Write(ref _isAnnounced, 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>The look has found work: nobody needs to wake the sleeper.</summary>
    public void Withdraw() => Volatile.Write(ref _isAnnounced, 0);

    /// <summary>Parks the sleeper, which has announced it, until it is woken or the longest park has passed.</summary>
    /// <returns>False when nobody woke it.</returns>
    public bool Park()
    {
        bool isWoken = _event.WaitOne(_parkMsMax);
        Volatile.Write(ref _isAnnounced, 0);
        return isWoken;
    }

    /// <summary>Wakes the sleeper if it parks or is about to; what the caller published before is what it finds.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAnnounced) == 0)
            return;
        Volatile.Write(ref _isAnnounced, 0);
#pragma warning disable RS0030 // The one kernel event.
        _event.Set();
#pragma warning restore RS0030
    }
}
#pragma warning restore CA1001
