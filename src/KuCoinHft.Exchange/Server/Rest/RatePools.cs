using System.Collections.Concurrent;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The state of a pool, as the <c>gw-ratelimit</c> headers say it.</summary>
internal readonly record struct PoolState(int Limit, int Remaining, long ResetMs);

/// <summary>The request pools of all clients.</summary>
/// <remarks>Thread: any. Time: wall time. Shape: quotas of 30 seconds by VIP level, 0..12. Source: api.md 2.3.</remarks>
internal sealed class RatePools
{
    private const int PublicQuota = 2000;

    private static readonly int[] SpotQuota = [4000, 6000, 8000, 10_000, 13_000, 16_000, 20_000, 23_000, 26_000, 30_000, 33_000, 36_000, 40_000];
    private static readonly int[] ManagementQuota = [2000, 2000, 4000, 5000, 6000, 7000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000];

    private readonly ConcurrentDictionary<(Pool Pool, string Owner), RatePool> _pools = new();

    public static int VipMax => SpotQuota.Length - 1;

    /// <summary>Takes weight from the pool of an address or an account.</summary>
    /// <returns>False when the pool is spent.</returns>
    public bool TryTake(Pool pool, string owner, int vipLevel, int weight, long wallMs, out PoolState state)
    {
        RatePool rates = _pools.GetOrAdd((pool, owner), static (at, vip) => new RatePool(Quota(at.Pool, vip)), vipLevel);
        lock (rates)
        {
            bool isGranted = rates.TryTake(weight, wallMs * Nanos.PerMillisecond);
            state = new PoolState(rates.Limit, rates.Remaining, rates.ResetMs);
            return isGranted;
        }
    }

    private static int Quota(Pool pool, int vipLevel) => pool switch
    {
        Pool.Spot => SpotQuota[vipLevel],
        Pool.Management => ManagementQuota[vipLevel],
        _ => PublicQuota,
    };
}
