using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A duty of the pipeline that notes which threads of the operating system did its work.</summary>
/// <remarks>Thread: one worker at a time; read after it has stopped.</remarks>
internal sealed class WitnessedDuty(IPollable duty) : IPollable
{
    private readonly HashSet<int> _threadIds = [];

    public string Name => duty.Name;

    /// <summary>Threads on which there was something to do.</summary>
    public IReadOnlyCollection<int> ThreadIds => _threadIds;

    /// <summary>Times there was something to do.</summary>
    public long WorkedCount { get; private set; }

    public bool RunOnce()
    {
        if (!duty.RunOnce())
            return false;
        WorkedCount++;
        _threadIds.Add(CoreAffinity.ThreadId());
        return true;
    }
}
