using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Engine.Tests.Telemetry;

public sealed class LogRingTests
{
    [Fact]
    public void Records_come_out_in_the_order_they_went_in()
    {
        var ring = new LogRing("w", 8);
        for (int round = 0; round < 100; round++)
        {
            ring.Write(LogCode.OrderSent, round, round * 10, 3, 1, 2, 3, round);
            ring.Write(LogCode.KillSwitch, round, round * 10);

            Assert.True(ring.TryRead(out LogRecord sent));
            Assert.Equal((LogCode.OrderSent, (long)round, round * 10L, (short)3), (sent.Code, sent.Sequence, sent.ReceiveNs, sent.SymbolId));
            Assert.Equal((1L, 2L, 3L, (long)round), (sent.A, sent.B, sent.C, sent.D));
            Assert.True(ring.TryRead(out LogRecord kill));
            Assert.Equal((LogCode.KillSwitch, (short)-1, 0L), (kill.Code, kill.SymbolId, kill.A));
            Assert.False(ring.TryRead(out _));
        }

        Assert.Equal(0, ring.DroppedCount);
    }

    [Fact]
    public void A_full_ring_drops_the_new_record_and_counts_it()
    {
        var ring = new LogRing("w", 4);
        for (int i = 0; i < 7; i++)
            ring.Write(LogCode.Fill, i, 0);

        Assert.Equal(3, ring.DroppedCount);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(ring.TryRead(out LogRecord record));
            Assert.Equal(i, record.Sequence);
        }

        Assert.False(ring.TryRead(out _));
        ring.Write(LogCode.Fill, 99, 0);
        Assert.True(ring.TryRead(out LogRecord later));
        Assert.Equal(99, later.Sequence);
    }

    [Fact]
    public void A_reader_beside_the_writer_sees_whole_records_in_order()
    {
        const int Count = 200_000;
        var ring = new LogRing("w", 64);
        var writer = new Thread(() =>
        {
            for (long i = 0; i < Count; i++)
                ring.Write(LogCode.Fill, i, i, 1, i, i, i, i);
        });
        writer.Start();
        long previous = -1;
        long read = 0;
        while (true)
        {
            bool isOver = !writer.IsAlive;
            while (ring.TryRead(out LogRecord r))
            {
                Assert.True(r.Sequence > previous && r.ReceiveNs == r.Sequence && r.A == r.Sequence && r.B == r.A && r.C == r.A && r.D == r.A);
                previous = r.Sequence;
                read++;
            }

            if (isOver)
                break;
        }

        Assert.Equal(Count, read + ring.DroppedCount);
    }

    [Fact]
    public void Logging_allocates_nothing_full_or_not()
    {
        var ring = new LogRing("w", 16);
        ring.Write(LogCode.Fill, 0, 0);

        Assert.Equal(0, Allocation.BytesOf(() =>
        {
            for (int i = 0; i < 100; i++)
                ring.Write(LogCode.Fill, i, i, 1, 2, 3, 4, 5);
        }));
        Assert.Equal(85, ring.DroppedCount);
    }

    [Fact]
    public void A_capacity_that_is_no_power_of_two_is_refused() => Assert.Throws<ArgumentException>(() => new LogRing("w", 12));
}
