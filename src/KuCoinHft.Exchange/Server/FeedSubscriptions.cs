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

    public bool CloseTunnel(string tunnel) => tunnel.Length > 0 && _tunnels.Remove(tunnel);

    /// <returns>False when it would be more than <see cref="TopicsMax"/>; nothing is added then.</returns>
    public bool Add(string tunnel, string[] topics)
    {
        HashSet<string> own = _tunnels[tunnel];
        if (Count + topics.Count(x => !own.Contains(x)) > TopicsMax)
            return false;
        own.UnionWith(topics);
        return true;
    }

    public void Remove(string tunnel, string[] topics) => _tunnels[tunnel].ExceptWith(topics);
}
