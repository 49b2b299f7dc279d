using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class JournalRecordTests
{
    [Fact]
    public void A_record_has_the_bytes_of_the_picture()
    {
        var bytes = new byte[64];

        Assert.True(JournalRecord.TryEncode(bytes, 5, 1000, 1, JournalKind.Frame, 200, [0xaa, 0xbb], out int length));

        // arr7, 5, 1000, 1, Frame, 200, bin of two, then the checksum of those bytes.
        Assert.Equal("9705cd03e80101ccc8c402aabbce", Convert.ToHexStringLower(bytes.AsSpan(0, length - 4)));
        Assert.Equal(Crc32C.Of(bytes.AsSpan(0, length - 5)), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(length - 4)));
    }

    [Theory]
    [InlineData(0L, 0L, 0)]
    [InlineData(-1L, long.MinValue, 1)]
    [InlineData(long.MaxValue, 1769860800123456789L, 300)]
    [InlineData(4711L, 1769860800123456789L, JournalRecord.PayloadBytesMax)]
    public void What_is_encoded_is_decoded(long sequence, long receiveNs, int payloadBytes)
    {
        var payload = new byte[payloadBytes];
        new Random(7).NextBytes(payload);
        var bytes = new byte[payloadBytes + JournalRecord.OverheadBytesMax];

        Assert.True(JournalRecord.TryEncode(bytes, sequence, receiveNs, 255, JournalKind.Action, 255, payload, out int length));
        Assert.Equal(JournalStatus.Whole, JournalRecord.TryDecode(bytes, out JournalRecord record, out int decodedLength));

        Assert.Equal(length, decodedLength);
        Assert.Equal((sequence, receiveNs), (record.Sequence, record.ReceiveNs));
        Assert.Equal((255, JournalKind.Action, 255), ((int)record.Source, record.Kind, (int)record.Detail));
        Assert.Equal(payload, record.Payload);
    }

    [Fact]
    public void The_overhead_of_the_widest_record_is_the_stated_most()
    {
        var payload = new byte[70_000];
        var bytes = new byte[payload.Length + 64];

        Assert.True(JournalRecord.TryEncode(bytes, long.MinValue, long.MaxValue, 255, JournalKind.Action, 255, payload, out int length));

        // The kind is below 128 and so takes one byte of the two that its place is counted with.
        Assert.Equal(JournalRecord.OverheadBytesMax - 1, length - payload.Length);
    }

    [Fact]
    public void Too_little_room_writes_nothing()
    {
        var bytes = new byte[JournalRecord.OverheadBytesMax + 9];

        Assert.False(JournalRecord.TryEncode(bytes, 1, 1, 1, JournalKind.Frame, 1, new byte[10], out int length));

        Assert.Equal(0, length);
        Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused()
    {
        var payload = new byte[JournalRecord.PayloadBytesMax + 1];
        var bytes = new byte[payload.Length + 64];

        Assert.False(JournalRecord.TryEncode(bytes, 1, 1, 1, JournalKind.Frame, 1, payload, out _));
    }

    [Fact]
    public void Every_prefix_is_incomplete()
    {
        byte[] bytes = Example();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Equal(JournalStatus.Incomplete, JournalRecord.TryDecode(bytes.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void No_change_of_any_byte_to_any_value_goes_unseen()
    {
        byte[] bytes = Example();
        for (int i = 0; i < bytes.Length; i++)
        {
            for (int flip = 1; flip < 256; flip++)
            {
                bytes[i] ^= (byte)flip;
                Assert.NotEqual(JournalStatus.Whole, JournalRecord.TryDecode(bytes, out _, out int length));
                Assert.Equal(0, length);
                bytes[i] ^= (byte)flip;
            }
        }

        Assert.Equal(JournalStatus.Whole, JournalRecord.TryDecode(bytes, out _, out _));
    }

    private static byte[] Example()
    {
        var bytes = new byte[128];
        Assert.True(JournalRecord.TryEncode(bytes, 4711, 1769860800123456789, 2, JournalKind.Frame, 1, "{\"type\":\"pong\"}"u8, out int length));
        return bytes[..length];
    }
}
