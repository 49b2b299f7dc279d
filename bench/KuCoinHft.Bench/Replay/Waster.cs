using KuCoinHft.Engine;

namespace KuCoinHft.Bench.Replay;

/// <summary>The faults that the gate must notice, made on purpose: work without use, and forgotten objects, from frame <paramref name="first"/> on.</summary>
internal sealed class Waster(int first, int additions, int leakPeriod) : IStage
{
    private ulong _sum = 1;
    private object? _leaked;

    public void OnFrame(long n)
    {
        if (n < first)
            return;
        ulong sum = _sum;
        // Each depends on the one before, so that no compiler folds them.
        for (int i = 0; i < additions; i++)
            sum = (sum << 1) + (sum >> 3);
        _sum = sum;
        if (leakPeriod > 0 && n % leakPeriod == 0)
            Volatile.Write(ref _leaked, new object());
    }
}
