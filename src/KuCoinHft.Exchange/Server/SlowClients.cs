using System.Diagnostics;

namespace KuCoinHft.Exchange.Server;

/// <summary>Holds the player while a client's queue is full, and cuts a client off that takes nothing for 10 seconds.</summary>
/// <remarks>Thread: <see cref="Wait"/> the player's, <see cref="OnSent"/> any.</remarks>
internal sealed class SlowClients(AutoResetEvent wake, int outboxMax)
{
    private static readonly TimeSpan DeafClientMax = TimeSpan.FromSeconds(10);

    private volatile bool _isWaiting;

    /// <summary>A client has taken a message, or left.</summary>
    public void OnSent()
    {
        if (_isWaiting)
            wake.Set();
    }

    /// <returns>True when something happened while waiting, so that the caller looks again.</returns>
    public bool Wait(Func<FeedSession[]> sessions, Func<bool> isStopped)
    {
        FeedSession? slow = Array.Find(sessions(), x => x.Outbox.Pending >= outboxMax);
        if (slow is null)
            return false;
        long sentBefore = slow.Outbox.SentCount;
        var waited = Stopwatch.StartNew();

        // Half the queue is left before going on, so that player and sender do not wake each other for every message.
        _isWaiting = true;
        while (!isStopped() && slow.Outbox.Pending > outboxMax / 2 && sessions().Contains(slow))
        {
            wake.WaitOne(100);
            if (slow.Outbox.SentCount != sentBefore)
                (sentBefore, waited) = (slow.Outbox.SentCount, Stopwatch.StartNew());
            else if (waited.Elapsed > DeafClientMax)
                slow.Abort();
        }

        _isWaiting = false;
        return true;
    }
}
