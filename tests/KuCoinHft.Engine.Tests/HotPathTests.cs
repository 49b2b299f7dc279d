using System.Text.Json;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests;

/// <summary>What holds of all stages behind Decode together: nothing allocated, and batches that do not matter.</summary>
public sealed class HotPathTests
{
    [Fact]
    [Trait("Category", "Allocations")]
    public void A_hundred_thousand_mixed_frames_allocate_nothing()
    {
        using var rig = new HotRig();

        Assert.Equal(0, BytesAllocatedBy(rig, frames: 100_000, leaksAt: -1));

        AssertEverythingHappened(rig);
    }

    [Fact]
    [Trait("Category", "Allocations")]
    public void The_meter_sees_one_object_among_them()
    {
        using var rig = new HotRig();

        Assert.InRange(BytesAllocatedBy(rig, frames: 100_000, leaksAt: 50_000), 16, 64);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1, 64)]
    [InlineData(2, 7)]
    [InlineData(2, 64)]
    public void Columns_and_actions_do_not_depend_on_the_batches(int seed, int batch)
    {
        using var single = new HotRig();
        var events = new HotEvent[20_000];
        var expected = new List<(ulong, ulong, ulong, ulong)>(events.Length);
        var market = new MixedMarket(seed);
        foreach (ref HotEvent made in events.AsSpan())
        {
            market.Next(ref made);
            single.Write(in made);
            single.Handle(1);
            single.HashColumns(1, expected);
            market.OnIntent(single.LastIntent);
        }

        using var batched = new HotRig();
        var actual = new List<(ulong, ulong, ulong, ulong)>(events.Length);
        for (int first = 0; first < events.Length; first += batch)
        {
            int count = Math.Min(batch, events.Length - first);
            for (int i = 0; i < count; i++)
                batched.Write(in events[first + i]);
            batched.Handle(count);
            batched.HashColumns(count, actual);
        }

        Assert.Equal(expected, actual);
        Assert.Equal((single.SentHash, single.Send.SentCount), (batched.SentHash, batched.Send.SentCount));
        AssertEverythingHappened(single);
    }

    private static long BytesAllocatedBy(HotRig rig, int frames, int leaksAt)
    {
        var market = new MixedMarket(seed: 3);
        var made = default(HotEvent);
        object? leaked = null;
        // The first frames load types and tables.
        for (int i = 0; i < 1000; i++)
            Drive(rig, market, ref made);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < frames; i++)
        {
            Drive(rig, market, ref made);
            if (i == leaksAt)
                leaked = new object();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(leaked);
        return allocated;
    }

    private static void Drive(HotRig rig, MixedMarket market, ref HotEvent made)
    {
        market.Next(ref made);
        rig.Write(in made);
        rig.Handle(1);
        market.OnIntent(rig.LastIntent);
    }

    // A stream in which little happens would prove little.
    private static void AssertEverythingHappened(HotRig rig)
    {
        Assert.True(rig.Send.SentCount > 100, $"{rig.Send.SentCount} actions");
        OrderCounts orders = rig.Orders.Counts;
        Assert.True(
            orders is { Fills: > 10, Filled: > 0, Canceled: > 0, Refused: > 0, OutcomeUnknown: > 0, CancelsSent: > 0, Unknown: > 0, SnapshotsRequested: > 10, OrdersRequested: > 0, EndedByRest: > 0, NeverAccepted: > 0 },
            JsonSerializer.Serialize(orders));
        for (int symbol = 0; symbol < MixedMarket.Symbols; symbol++)
        {
            BookCounts book = rig.Book[symbol].Counts;
            Assert.True(book is { Gaps: > 0, Synced: > 1, Crossed: > 0, SnapshotsAbandoned: > 0, Applied: > 100 }, JsonSerializer.Serialize(book));
        }

        Assert.True(rig.Risk.PassedCount > 50 && rig.Risk.Rejects[(int)RejectReason.StaleData] > 0, $"{rig.Risk.PassedCount} orders");
    }
}
