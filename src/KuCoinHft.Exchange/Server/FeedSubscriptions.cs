using KuCoinHft.Exchange.Feeds;

namespace KuCoinHft.Exchange.Server;

/// <summary>What one client of the feed has subscribed to, in its own line and in its tunnels.</summary>
/// <remarks>Thread: under the player's lock. Source: api.md 3.2.</remarks>
internal sealed class FeedSubscriptions
{
    public const int TopicsMax = 400;
    public const int TunnelsMax = 5;

    private readonly Dictionary<string, HashSet<string>> _tunnels = new() { [""] = [] };

    /// <summary>Topics of all lines together: each subscription of a tunnel counts.</summary>
    public int Count => _tunnels.Values.Sum(x => x.Count);

    /// <summary>The names of the tunnels; the client's own line is the empty one.</summary>
    public IEnumerable<string> Tunnels => _tunnels.Keys;

    public bool HasTunnel(string tunnel) => _tunnels.ContainsKey(tunnel);

    public bool Contains(string tunnel, string topic) => _tunnels[tunnel].Contains(topic);

    /// <returns>False when there are as many as there may be.</returns>
    public bool OpenTunnel(string tunnel) => _tunnels.Count <= TunnelsMax && _tunnels.TryAdd(tunnel, []);

    /// <summary>Closes a tunnel with all its subscriptions.</summary>
    /// <returns>False when there is none of that name.</returns>
    public bool CloseTunnel(string tunnel, MarketFeed feed)
    {
        if (!_tunnels.Remove(tunnel, out HashSet<string>? topics))
            return false;
        foreach (string topic in topics)
            feed.Unsubscribe(topic);
        return true;
    }

    /// <returns>False when it would be more than <see cref="TopicsMax"/>; nothing is added then.</returns>
    public bool Add(string tunnel, string[] topics, MarketFeed feed, long nowNs)
    {
        HashSet<string> own = _tunnels[tunnel];
        if (Count + topics.Distinct().Count(x => !own.Contains(x)) > TopicsMax)
            return false;
        foreach (string topic in topics)
        {
            if (own.Add(topic))
                feed.Subscribe(topic, nowNs);
        }

        return true;
    }

    public void Remove(string tunnel, string[] topics, MarketFeed feed)
    {
        foreach (string topic in topics)
        {
            if (_tunnels[tunnel].Remove(topic))
                feed.Unsubscribe(topic);
        }
    }

    /// <summary>Gives everything up.</summary>
    public void Clear(MarketFeed feed)
    {
        foreach (string tunnel in _tunnels.Keys.ToArray())
            CloseTunnel(tunnel, feed);
    }
}
