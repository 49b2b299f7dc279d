using System.Numerics;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;

namespace KuCoinHft.Engine.Tests;

/// <summary>What one bound takes for granted of another.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void Rings_are_powers_of_two_and_a_batch_is_less_than_a_ring()
    {
        Assert.True(BitOperations.IsPow2(Limits.RingCapacity) && BitOperations.IsPow2(Limits.RingBytes));
        Assert.InRange(Limits.BatchMax, 1, Limits.RingCapacity / 2);
    }

    [Fact]
    public void Every_symbol_has_room_for_its_order_so_that_an_exit_always_has() => Assert.True(Limits.OpenOrdersMax >= Limits.SymbolsMax);

    [Fact]
    public void Risks_limit_of_open_orders_is_its_own_number_and_leaves_exits_room() =>
        Assert.Equal((64, true), (new RiskLimits().OpenOrdersMax, new RiskLimits().OpenOrdersMax < Limits.OpenOrdersMax));

    [Fact]
    public void A_frame_may_cause_an_order_a_cancel_and_a_snapshot_request() => Assert.True(Limits.ActionsPerFrameMax >= 3);

    [Fact]
    public void Several_of_the_longest_frames_fit_the_byte_ring() => Assert.True(Limits.RingBytes >= 4 * Limits.FrameBytesMax);

    [Fact]
    public void The_shortest_change_is_as_short_as_the_limits_say() => Assert.Equal(Limits.ChangeBytesMin, "[\"1\",\"1\"],"u8.Length);

    [Fact]
    public void A_part_of_a_snapshot_fits_a_frame_and_a_whole_book_the_number_of_parts()
    {
        // A level of two decimals of 19 digits and a point each.
        Assert.True(Limits.SnapshotLevelsPerFrame * 50 < Limits.FrameBytesMax);
        Assert.True(2 * Limits.BookLevelsMax / Limits.SnapshotLevelsPerFrame < short.MaxValue);
    }

    [Fact]
    public void The_levels_published_are_fewer_than_a_part_and_targets_have_a_middle()
    {
        Assert.InRange(Limits.TopLevels, 1, Limits.SnapshotLevelsPerFrame);
        Assert.Equal(1, Limits.Targets % 2);
        Assert.True(Limits.Agents <= 8, "AgentsReady has a bit for each");
    }

    [Fact]
    public void An_order_key_of_centuries_of_frames_fits_a_long() =>
        Assert.True(long.MaxValue / Limits.ActionsPerFrameMax / 1_000_000 / (365L * 86_400) > 1000, "a million frames a second for a thousand years");

    [Fact]
    public void A_request_has_room_for_the_longest_symbol() => Assert.True(OrderEncoder.BytesMax >= 300 + Limits.SymbolBytesMax + (2 * 21) + (2 * OrderKeys.TextBytes));
}
