using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class WakeSignalTests
{
    // So long that a lost wake-up ends the test by name, and no wake-up can be mistaken for a timeout.
    private const int ParkMs = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_park_that_nobody_ends_ends_by_itself()
    {
        var signal = new WakeSignal(parkMsMax: 1);
        signal.Announce();
        Assert.False(signal.Park());
    }

    [Fact]
    public void A_wake_between_the_announcement_and_the_park_is_remembered_once()
    {
        var signal = new WakeSignal(parkMsMax: 50);
        signal.Announce();
        signal.Wake();
        signal.Wake();
        Assert.True(signal.Park());
        signal.Announce();
        Assert.False(signal.Park());
    }

    [Fact]
    public void Who_is_awake_is_not_woken()
    {
        var signal = new WakeSignal(parkMsMax: 1);
        signal.Wake();
        signal.Announce();
        signal.Withdraw();
        signal.Wake();
        signal.Announce();
        Assert.False(signal.Park());
    }

    [Fact]
    public void A_park_without_end_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WakeSignal(0));

    // Every wake-up counts here: each round's work is published once and the next round waits for it. Both sides start a round together and pause for some nanoseconds, so that
    // publications fall before, between and behind announcement, look and park. With either fence left out, 200 000 rounds failed in four of six runs on two cores.
    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(3, 20_000)]
    public void No_wake_up_is_lost_whoever_wakes(int wakers, int rounds)
    {
        var signal = new WakeSignal(ParkMs);
        var published = new Sequence[wakers];
        var handled = new Sequence();
        var threads = new List<Thread>();
        for (int w = 0; w < wakers; w++)
        {
            Sequence own = published[w] = new Sequence();
            int waker = w;
            threads.Add(new Thread(() => PublishAndWake(own, handled, signal, rounds, waker)) { IsBackground = true });
        }

        int lost = 0;
        int parks = 0;
        var barrier = new SequenceBarrier(published);
        threads.ForEach(thread => thread.Start());
        while (handled.Value < rounds - 1 && lost == 0)
        {
            Pause(Hash.Of(handled.Value) >>> 32);
            signal.Announce();
            if (barrier.Available > handled.Value)
            {
                signal.Withdraw();
                handled.Set(barrier.Available);
                continue;
            }

            parks++;
            lost += signal.Park() ? 0 : 1;
        }

        Assert.Equal(0, lost);
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.InRange(parks, 1, int.MaxValue);
    }

    [Fact]
    public void Its_flag_stands_at_offset_128_of_256_bytes()
    {
        var signal = new WakeSignal();
        ref byte firstField = ref Unsafe.As<FirstField>(signal).Value;
        Assert.Equal(128, Unsafe.ByteOffset(ref firstField, ref Unsafe.As<int, byte>(ref FlagOf(signal))));
        Assert.Equal(248, Unsafe.ByteOffset(ref firstField, ref Unsafe.As<long, byte>(ref LastWordOf(signal))));
    }

    private static void PublishAndWake(Sequence own, Sequence handled, WakeSignal signal, int rounds, int waker)
    {
        for (int round = 0; round < rounds; round++)
        {
            // Every waker has published its part of the last round before anybody goes on.
            var idle = new Idle(WaitStrategy.Yield);
            while (handled.Value < round - 1)
                idle.Wait();
            Pause(Hash.Of(round + ((long)waker << 32)));
            own.Set(round);
            signal.Wake();
        }
    }

    // Up to a few hundred nanoseconds, in steps smaller than the processor's own pause.
    private static void Pause(long random)
    {
        long steps = random & 63;
        for (long step = 0; step < steps; step++)
            random = Hash.Of(random);
        Volatile.Write(ref random, random);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isAnnounced")]
    private static extern ref int FlagOf(WakeSignal signal);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lastWord")]
    private static extern ref long LastWordOf(WakeSignal signal);

    // Seen through this class, the reference to the first field is the address at which any object's fields begin.
#pragma warning disable CS0649 // Nothing assigns it: no object of this class exists, other objects are only seen through it.
    private sealed class FirstField
    {
        public byte Value;
    }
#pragma warning restore CS0649
}
