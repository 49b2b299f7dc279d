namespace KuCoinHft.Exchange.Server;

/// <summary>Counts the WebSocket connections of each user.</summary>
/// <remarks>Thread: any. Source: api.md 3.2.</remarks>
internal sealed class ConnectionGuard(FeedLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (MessageQuota New, int Open)> _users = [];

    /// <summary>Asks whether a user may begin a connection.</summary>
    public bool MayBegin(string user)
    {
        lock (_gate)
        {
            if (!_users.ContainsKey(user))
                _users[user] = (new MessageQuota(limits.ConnectionsPerMinuteMax, FeedLimits.ConnectionsWindowMs), 0);
            return _users[user].New.TryTake(Environment.TickCount64);
        }
    }

    /// <summary>Counts a connection as open until <see cref="Close"/>; only after <see cref="MayBegin"/>.</summary>
    /// <returns>False when the user has as many as it may.</returns>
    public bool TryOpen(string user)
    {
        lock (_gate)
        {
            (MessageQuota quota, int open) = _users[user];
            if (open >= limits.ConnectionsMax)
                return false;
            _users[user] = (quota, open + 1);
            return true;
        }
    }

    public void Close(string user)
    {
        lock (_gate)
            _users[user] = (_users[user].New, _users[user].Open - 1);
    }
}
