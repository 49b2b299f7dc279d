using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class MessagePackTests
{
    private delegate void Write(ref MessagePackWriter writer);

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(127L, "7f")]
    [InlineData(128L, "cc80")]
    [InlineData(255L, "ccff")]
    [InlineData(256L, "cd0100")]
    [InlineData(65535L, "cdffff")]
    [InlineData(65536L, "ce00010000")]
    [InlineData(4294967295L, "ceffffffff")]
    [InlineData(4294967296L, "cf0000000100000000")]
    [InlineData(long.MaxValue, "cf7fffffffffffffff")]
    [InlineData(-1L, "ff")]
    [InlineData(-32L, "e0")]
    [InlineData(-33L, "d0df")]
    [InlineData(-128L, "d080")]
    [InlineData(-129L, "d1ff7f")]
    [InlineData(-32768L, "d18000")]
    [InlineData(-32769L, "d2ffff7fff")]
    [InlineData(-2147483648L, "d280000000")]
    [InlineData(-2147483649L, "d3ffffffff7fffffff")]
    [InlineData(long.MinValue, "d38000000000000000")]
    public void An_integer_takes_the_smallest_form_of_the_specification(long value, string hex)
    {
        byte[] bytes = Written((ref MessagePackWriter w) => w.WriteInt(value));

        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        var reader = new MessagePackReader(bytes);
        Assert.True(reader.TryReadInt(out long read));
        Assert.Equal(value, read);
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Fact]
    public void The_example_of_the_specifications_home_page_is_written_byte_by_byte()
    {
        byte[] bytes = Written((ref MessagePackWriter w) =>
        {
            w.WriteMapHeader(2);
            w.WriteStr("compact"u8);
            w.WriteBool(true);
            w.WriteStr("schema");
            w.WriteInt(0);
        });

        Assert.Equal("82a7636f6d70616374c3a6736368656d6100", Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Bool_and_float_have_the_bytes_of_the_specification()
    {
        byte[] bytes = Written((ref MessagePackWriter w) =>
        {
            w.WriteBool(false);
            w.WriteBool(true);
            w.WriteFloat(1.5f);
            w.WriteFixedUInt32(1);
        });

        Assert.Equal("c2c3ca3fc00000ce00000001", Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(0, "a0", "c400")]
    [InlineData(31, "bf", "c41f")]
    [InlineData(32, "d920", "c420")]
    [InlineData(255, "d9ff", "c4ff")]
    [InlineData(256, "da0100", "c50100")]
    [InlineData(65535, "daffff", "c5ffff")]
    [InlineData(65536, "db00010000", "c600010000")]
    public void Str_and_bin_take_the_shortest_header(int length, string strHeader, string binHeader)
    {
        var content = new byte[length];
        Array.Fill(content, (byte)'x');
        byte[] str = Written((ref MessagePackWriter w) => w.WriteStr(content));
        byte[] bin = Written((ref MessagePackWriter w) => w.WriteBin(content));

        Assert.Equal(strHeader, Convert.ToHexStringLower(str.AsSpan(0, str.Length - length)));
        Assert.Equal(binHeader, Convert.ToHexStringLower(bin.AsSpan(0, bin.Length - length)));
        var strReader = new MessagePackReader(str);
        Assert.True(strReader.TryReadStr(length, out ReadOnlySpan<byte> readStr) && readStr.SequenceEqual(content));
        var binReader = new MessagePackReader(bin);
        Assert.True(binReader.TryReadBin(length, out ReadOnlySpan<byte> readBin) && readBin.SequenceEqual(content));
    }

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void Array_and_map_take_the_shortest_header(int count, string arrayHex, string mapHex)
    {
        byte[] array = Written((ref MessagePackWriter w) => w.WriteArrayHeader(count));
        byte[] map = Written((ref MessagePackWriter w) => w.WriteMapHeader(count));

        Assert.Equal(arrayHex, Convert.ToHexStringLower(array));
        Assert.Equal(mapHex, Convert.ToHexStringLower(map));
        var arrayReader = new MessagePackReader(array);
        Assert.True(arrayReader.TryReadArrayHeader(out int arrayCount));
        var mapReader = new MessagePackReader(map);
        Assert.True(mapReader.TryReadMapHeader(out int mapCount));
        Assert.Equal((count, count), (arrayCount, mapCount));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-0f)]
    [InlineData(float.Epsilon)]
    public void A_float_keeps_its_bits(float value)
    {
        byte[] bytes = Written((ref MessagePackWriter w) => w.WriteFloat(value));

        var reader = new MessagePackReader(bytes);
        Assert.True(reader.TryReadFloat(out float read));
        Assert.Equal(BitConverter.SingleToUInt32Bits(value), BitConverter.SingleToUInt32Bits(read));
    }

    [Fact]
    public void An_integer_above_the_longs_range_is_malformed()
    {
        var reader = new MessagePackReader(Convert.FromHexString("cf8000000000000000"));

        Assert.False(reader.TryReadInt(out _));
        Assert.Equal(MessagePackStatus.Malformed, reader.Status);
        Assert.Equal(0, reader.Consumed);
        Assert.True(reader.TrySkip());
    }

    [Fact]
    public void A_value_outside_its_range_is_malformed_and_not_consumed()
    {
        byte[] bytes = Written((ref MessagePackWriter w) => w.WriteInt(256));
        var reader = new MessagePackReader(bytes);

        Assert.False(reader.TryReadInt(0, 255, out _));
        Assert.Equal(MessagePackStatus.Malformed, reader.Status);
        Assert.Equal(0, reader.Consumed);
    }

    [Fact]
    public void Every_prefix_of_a_value_is_incomplete_and_consumes_nothing()
    {
        byte[] bytes = Written((ref MessagePackWriter w) => WriteOneOfEach(ref w));
        for (int length = 0; length < bytes.Length; length++)
        {
            var reader = new MessagePackReader(bytes.AsSpan(0, length));
            Assert.False(reader.TrySkip());
            Assert.Equal(MessagePackStatus.Incomplete, reader.Status);
            Assert.Equal(0, reader.Consumed);
        }

        var whole = new MessagePackReader(bytes);
        Assert.True(whole.TrySkip());
        Assert.Equal(bytes.Length, whole.Consumed);
    }

    [Fact]
    public void A_value_of_another_type_is_malformed()
    {
        byte[] text = Written((ref MessagePackWriter w) => w.WriteStr("12"u8));
        var reader = new MessagePackReader(text);

        Assert.False(reader.TryReadInt(out _));
        Assert.Equal(MessagePackStatus.Malformed, reader.Status);
        Assert.False(reader.TryReadBool(out _));
        Assert.False(reader.TryReadFloat(out _));
        Assert.False(reader.TryReadBin(9, out _));
        Assert.False(reader.TryReadArrayHeader(out _));
        Assert.False(reader.TryReadMapHeader(out _));
        Assert.False(reader.TryReadFixedUInt32(out _));
        Assert.Equal(MessagePackStatus.Malformed, reader.Status);
        Assert.True(reader.TryReadStr(2, out _));
    }

    [Fact]
    public void A_longer_string_than_asked_for_is_malformed()
    {
        byte[] text = Written((ref MessagePackWriter w) => w.WriteStr("123"u8));
        var reader = new MessagePackReader(text);

        Assert.False(reader.TryReadStr(2, out _));
        Assert.Equal(MessagePackStatus.Malformed, reader.Status);
    }

    [Fact]
    public void A_value_that_does_not_fit_is_not_begun_and_nothing_follows_it()
    {
        byte[] whole = Written((ref MessagePackWriter w) => WriteOneOfEach(ref w));
        for (int room = 0; room < whole.Length; room++)
        {
            var guarded = new byte[whole.Length];
            Array.Fill(guarded, (byte)0xee);
            var writer = new MessagePackWriter(guarded.AsSpan(0, room));
            WriteOneOfEach(ref writer);
            Assert.False(writer.Fits);
            Assert.True(writer.Written <= room);
            Assert.Equal(whole.AsSpan(0, writer.Written), guarded.AsSpan(0, writer.Written));
            Assert.True(guarded.AsSpan(room).IndexOfAnyExcept((byte)0xee) < 0);
        }
    }

    [Fact]
    public void No_bytes_make_the_reader_throw_or_run_past_the_end()
    {
        const int Seed = 20260131;
        var random = new Random(Seed);
        var bytes = new byte[48];
        for (int round = 0; round < 200_000; round++)
        {
            random.NextBytes(bytes);
            var reader = new MessagePackReader(bytes.AsSpan(0, random.Next(bytes.Length)));
            while (reader.TrySkip())
                Assert.InRange(reader.Consumed, 1, bytes.Length);
            Assert.NotEqual(MessagePackStatus.Done, reader.Status);
        }
    }

    private static void WriteOneOfEach(ref MessagePackWriter w)
    {
        w.WriteArrayHeader(10);
        w.WriteBool(true);
        w.WriteInt(-1);
        w.WriteInt(long.MinValue);
        w.WriteUInt(ulong.MaxValue);
        w.WriteFloat(2f);
        w.WriteStr("text that is longer than thirty-one bytes"u8);
        w.WriteStr("short");
        w.WriteBin([1, 2, 3]);
        w.WriteMapHeader(1);
        w.WriteStr("key"u8);
        w.WriteArrayHeader(0);
        w.WriteInt(300);
    }

    private static byte[] Written(Write write)
    {
        var bytes = new byte[1 << 17];
        var writer = new MessagePackWriter(bytes);
        write(ref writer);
        Assert.True(writer.Fits);
        return bytes[..writer.Written];
    }
}
