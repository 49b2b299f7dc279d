using System.Collections.Concurrent;
using System.Security.Cryptography;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server;

/// <summary>A token with which a client of the feed connects.</summary>
/// <param name="Account">Whose private topics it opens; null for a public one.</param>
/// <param name="EndMs">When it expires, on the clock of <see cref="Environment.TickCount64"/>.</param>
/// <param name="Early">Cancelled when it ends before that.</param>
internal sealed record FeedToken(ExchangeAccount? Account, long EndMs, CancellationTokenSource Early)
{
    public CancellationToken Ended => Early.Token;

    public bool IsExpired => Environment.TickCount64 >= EndMs || Early.IsCancellationRequested;
}

/// <summary>The tokens of the feed.</summary>
/// <remarks>Thread: any. Source: api.md 3.1.</remarks>
internal sealed class FeedTokens(TimeSpan life)
{
    private readonly ConcurrentDictionary<string, FeedToken> _tokens = new();

    public string Issue(ExchangeAccount? account)
    {
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(61)).Replace('+', '-').Replace('/', '_');
        _tokens[token] = new FeedToken(account, Environment.TickCount64 + (long)life.TotalMilliseconds, new CancellationTokenSource());
        return token;
    }

    /// <summary>Ends all that were issued so far.</summary>
    public void EndAll()
    {
        foreach (FeedToken token in _tokens.Values)
        {
            // Not awaited: what it sets off, sessions that say goodbye, runs on the pool.
            _ = token.Early.CancelAsync();
        }
    }

    /// <returns>Null for a token that never was.</returns>
    public FeedToken? Find(string token) => _tokens.GetValueOrDefault(token);
}
