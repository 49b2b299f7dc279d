using System.Text.Json;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests;

/// <summary>What holds of all stages behind Decode together: nothing is allocated, and kinds that none uses do not matter.</summary>
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

    [Fact]
    public void Kinds_that_no_stage_uses_change_nothing()
    {
        UpdateKind[] unused =
        [
            UpdateKind.Depth, UpdateKind.Level1, UpdateKind.Candle, UpdateKind.MarketSnapshot, UpdateKind.MarkPrice, UpdateKind.IndexPrice,
            UpdateKind.IsolatedPosition, UpdateKind.StopOrder, UpdateKind.Ticker, UpdateKind.Ignored,
        ];
        using var ignored = new HotRig();
        using var full = new HotRig();
        var expected = new List<(ulong, ulong, ulong, ulong)>();
        var actual = new List<(ulong, ulong, ulong, ulong)>();
        var market = new MixedMarket(seed: 4);
        HotEvent made = default;
        int count = 0;
        for (int i = 0; i < 20_000; i++)
        {
            market.Next(ref made);
            bool isUnused = made.Update.Kind is UpdateKind.Ticker or UpdateKind.Ignored;
            if (isUnused)
                made.Update.Kind = UpdateKind.Ignored;
            ignored.Write(in made);
            ignored.Handle();
            expected.Add(ignored.Hashes());
            market.OnIntent(ignored.LastIntent);
            if (isUnused)
                Fill(ref made, unused[count++ % unused.Length]);
            full.Write(in made);
            full.Handle();
            actual.Add(full.Hashes());
        }

        Assert.True(count > 100, $"{count} frames");
        Assert.Equal(expected, actual);
        Assert.Equal((ignored.SentHash, ignored.Send.SentCount), (full.SentHash, full.Send.SentCount));
        AssertEverythingHappened(full);
    }

    // What such a frame may hold, near enough to the market to do harm.
    private static void Fill(ref HotEvent made, UpdateKind kind)
    {
        made.Update.Kind = kind;
        made.Update.OrderEvent = OrderEvent.Open;
        made.Update.Side = Side.Buy;
        made.Update.PriceTicks = made.Update.BidTicks = 9_000;
        made.Update.AskTicks = made.Update.OpenTicks = made.Update.MatchTicks = 9_001;
        made.Update.SizeLots = made.Update.BidLots = made.Update.AskLots = 5;
        made.Update.SequenceStart = made.Update.SequenceEnd = 1;
        made.Update.Code = 60;
        made.Update.ChangeCount = 2;
        made.Changes[0] = new BookLevelChange { Side = Side.Buy, PriceTicks = 9_000, SizeLots = 5 };
        made.Changes[1] = new BookLevelChange { Side = Side.Sell, PriceTicks = 9_001, SizeLots = 5 };
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
        rig.Handle();
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
