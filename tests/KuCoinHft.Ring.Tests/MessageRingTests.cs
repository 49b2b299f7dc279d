using System.Runtime.InteropServices;

namespace KuCoinHft.Ring.Tests;

public sealed class MessageRingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(1000)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Contains(capacity.ToString(), Assert.Throws<ArgumentException>(() => new MessageRing(capacity)).Message);

    [Fact]
    public void A_message_comes_out_as_it_went_in()
    {
        using var ring = new MessageRing(1024);
        Assert.True(ring.TryWrite(7, 255, long.MinValue, "hello"u8));
        Assert.True(ring.TryPeek(out MessageView message));
        Assert.Equal((7, 255, long.MinValue), (message.Tag1, message.Tag2, message.Stamp));
        Assert.Equal("hello"u8, message.Bytes);
    }

    [Fact]
    public void Peeking_leaves_the_message_and_advancing_frees_it()
    {
        using var ring = new MessageRing(1024);
        ring.TryWrite(1, 0, 0, "a"u8);
        ring.TryWrite(2, 0, 0, "b"u8);
        Assert.True(ring.TryPeek(out _));
        Assert.True(ring.TryPeek(out MessageView message));
        Assert.Equal(1, message.Tag1);
        ring.Advance();
        Assert.True(ring.TryPeek(out message));
        Assert.Equal(2, message.Tag1);
        ring.Advance();
        Assert.False(ring.TryPeek(out _));
        Assert.Equal(0, ring.UsedBytes);
    }

    [Fact]
    public void Advancing_an_empty_ring_is_refused()
    {
        using var ring = new MessageRing(64);
        Assert.Throws<InvalidOperationException>(ring.Advance);
    }

    [Fact]
    public void A_message_longer_than_a_quarter_is_refused_with_both_numbers()
    {
        using var ring = new MessageRing(1024);
        Assert.Equal(256, ring.MessageBytesMax);
        Assert.True(ring.TryWrite(0, 0, 0, new byte[256]));
        var thrown = Assert.Throws<ArgumentException>(() => ring.TryWrite(0, 0, 0, new byte[257]));
        Assert.Contains("257", thrown.Message);
        Assert.Contains("256", thrown.Message);
    }

    [Fact]
    public void A_full_ring_refuses_and_keeps_what_it_has()
    {
        using var ring = new MessageRing(64);
        Assert.True(ring.TryWrite(1, 0, 0, new byte[16]));
        Assert.True(ring.TryWrite(2, 0, 0, new byte[16]));
        Assert.False(ring.TryWrite(3, 0, 0, default));
        Assert.Equal(64, ring.UsedBytes);
        Assert.True(ring.TryPeek(out MessageView message));
        Assert.Equal(1, message.Tag1);
        ring.Advance();
        Assert.True(ring.TryWrite(3, 0, 0, default));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(1024)]
    public void Every_size_crosses_every_offset_unharmed(int capacity)
    {
        for (int length = 0; length <= capacity / 4; length++)
        {
            using var ring = new MessageRing(capacity);
            for (int offset = 0; offset < capacity; offset += 16)
            {
                // An empty message moves the ring by one header, so each length is written at each place where a record can start.
                Assert.True(ring.TryWrite(0, 0, 0, default), $"an empty ring takes an empty message, length {length}, offset {offset}");
                Assert.True(ring.TryPeek(out _));
                ring.Advance();
                Assert.True(ring.TryWrite(1, 2, length, Message(length, offset)), $"an empty ring takes every message, length {length}, offset {offset}");
                Assert.True(ring.TryPeek(out MessageView message));
                Assert.Equal(length, message.Stamp);
                Assert.Equal(Message(length, offset), message.Bytes);
                ring.Advance();
                Assert.False(ring.TryPeek(out _));
            }
        }
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 256)]
    [InlineData(3, 4096)]
    public void Any_interleaving_gives_the_messages_of_a_plain_queue(int seed, int capacity)
    {
        var random = new Random(seed);
        using var ring = new MessageRing(capacity);
        var oracle = new Queue<byte[]>();
        int refused = 0;
        for (int step = 0; step < 50_000; step++)
        {
            if (random.Next(2) == 0)
            {
                byte[] written = Message(random.Next(capacity / 4 + 1), step);
                if (ring.TryWrite((byte)step, 0, step, written))
                    oracle.Enqueue(written);
                else
                    refused++;
            }
            else
            {
                Assert.Equal(oracle.TryDequeue(out byte[]? expected), ring.TryPeek(out MessageView message));
                if (expected is null)
                    continue;
                Assert.Equal(expected, message.Bytes);
                ring.Advance();
            }
        }

        Assert.True(refused > 0, "the ring was full at times");
    }

    [Fact]
    public void Two_threads_pass_every_message_once_in_order_and_intact()
    {
        const int Messages = 2_000_000;
        using var ring = new MessageRing(1024);
        var writer = new Thread(() =>
        {
            Span<byte> message = stackalloc byte[256];
            var idle = new Idle(WaitStrategy.Yield);
            for (long n = 0; n < Messages; n++)
            {
                Span<byte> written = message[..LengthOf(n)];
                Fill(written, n);
                while (!ring.TryWrite((byte)n, (byte)(n >> 8), n, written))
                    idle.Wait();
                idle.Reset();
            }
        });
        writer.Start();
        Span<byte> expected = stackalloc byte[256];
        var patience = new Idle(WaitStrategy.Yield);
        int wrong = 0;
        for (long n = 0; n < Messages; n++)
        {
            MessageView message;
            while (!ring.TryPeek(out message))
                patience.Wait();
            patience.Reset();
            if ((Hash.Of(n) & 255) == 0)
                Thread.SpinWait(50);
            Fill(expected[..LengthOf(n)], n);
            bool isRight = message.Stamp == n && message.Tag1 == (byte)n && message.Tag2 == (byte)(n >> 8) && message.Bytes.SequenceEqual(expected[..LengthOf(n)]);
            wrong += isRight ? 0 : 1;
            ring.Advance();
        }

        writer.Join();
        Assert.Equal(0, wrong);
        Assert.False(ring.TryPeek(out _));
    }

    private static int LengthOf(long n) => (int)((ulong)Hash.Of(n) % 257);

    private static byte[] Message(int length, long n)
    {
        var message = new byte[length];
        Fill(message, n);
        return message;
    }

    // The last word may be cut off, hence the loop over bytes at the end.
    private static void Fill(Span<byte> message, long n)
    {
        Span<long> words = MemoryMarshal.Cast<byte, long>(message);
        for (int i = 0; i < words.Length; i++)
            words[i] = Hash.Of(n + i);
        for (int i = words.Length * sizeof(long); i < message.Length; i++)
            message[i] = (byte)Hash.Of(n + i);
    }
}
