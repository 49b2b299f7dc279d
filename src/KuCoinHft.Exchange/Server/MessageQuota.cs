namespace KuCoinHft.Exchange.Server;

/// <summary>So many in a window of time that begins with the first.</summary>
/// <remarks>Thread: one at a time. Time: milliseconds of any clock that does not go back.</remarks>
internal sealed class MessageQuota(int countMax, long windowMs)
{
    private long _endMs = long.MinValue;
    private int _count;

    /// <returns>False when the window is full.</returns>
    public bool TryTake(long nowMs)
    {
        if (nowMs >= _endMs)
            (_endMs, _count) = (nowMs + windowMs, 0);
        return ++_count <= countMax;
    }
}
