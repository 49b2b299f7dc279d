using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class LatestValueTests
{
    [Fact]
    public void Before_the_first_write_it_is_the_default()
    {
        var latest = new LatestValue<long>();
        Assert.True(latest.TryRead(out long value));
        Assert.Equal(0, value);
    }

    [Fact]
    public void It_gives_the_newest_value()
    {
        var latest = new LatestValue<long>();
        latest.Write(1);
        latest.Write(2);
        Assert.Equal(2, latest.Read());
    }

    [Fact]
    public void No_reader_ever_sees_half_a_write()
    {
        // The writer goes on until the reader has seen enough, so that both run at the same time however the machine schedules them.
        bool isEnough = false;
        var latest = new LatestValue<Words>();
        var writer = new Thread(() =>
        {
            for (long n = 1; !Volatile.Read(ref isEnough); n++)
                latest.Write(Words.Of(n));
        });
        writer.Start();
        long torn = 0, backwards = 0, newest = 0, changes = 0;
        while (changes < 20_000)
        {
            Words words = latest.Read();
            torn += words.AreEqual() ? 0 : 1;
            backwards += words[0] < newest ? 1 : 0;
            changes += words[0] != newest ? 1 : 0;
            newest = Math.Max(newest, words[0]);
        }

        Volatile.Write(ref isEnough, true);
        writer.Join();
        Assert.Equal((0, 0), (torn, backwards));
    }

    [Fact]
    public void A_write_under_way_is_not_read()
    {
        // The version is odd at rest; a writer that stopped in mid-write has left it even.
        var latest = new LatestValue<long>();
        latest.Write(1);
        Sequence version = LongVersion.Of(latest);
        version.Set(version.Value + 1);
        Assert.False(latest.TryRead(out long value));
        Assert.Equal(0, value);
    }

    private static class LongVersion
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_version")]
        private static extern ref Sequence Field(LatestValue<long> latest);

        public static Sequence Of(LatestValue<long> latest) => Field(latest);
    }

    [InlineArray(32)]
    private struct Words
    {
        private long _word;

        public static Words Of(long n)
        {
            Words words = default;
            ((Span<long>)words).Fill(n);
            return words;
        }

        public readonly bool AreEqual() => ((ReadOnlySpan<long>)this).IndexOfAnyExcept(this[0]) < 0;
    }
}
