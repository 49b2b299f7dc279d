using System.Diagnostics;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Ends the process with the input's bytes when one frame is decoded for longer than <see cref="FuzzRig.Hang"/>: a hung thread cannot be stopped otherwise.</summary>
internal sealed class FuzzWatchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly List<FuzzRig> _watched = [];
    private readonly Timer _timer;

    public FuzzWatchdog() => _timer = new Timer(_ => Look(), null, Period, Period);

    public void Watch(FuzzRig rig)
    {
        lock (_watched)
            _watched.Add(rig);
    }

    public void Stop() => _timer.Change(Timeout.Infinite, Timeout.Infinite);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_watched)
        {
            foreach (FuzzRig rig in _watched)
            {
                long began = Volatile.Read(ref rig.BeganAt);
                if (began != 0 && Stopwatch.GetElapsedTime(began) > FuzzRig.Hang)
                    Environment.FailFast($"Decoding hangs on {FuzzRig.Text(rig.LastStaged)}");
            }
        }
    }
}
