using System.Text;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class Crc32CTests
{
    [Fact]
    public void The_vectors_of_RFC_3720_agree()
    {
        byte[] ascending = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] descending = [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))];
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of(ascending));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of(descending));
    }

    [Fact]
    public void The_check_value_of_the_catalogue_agrees() => Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void No_bytes_have_checksum_zero() => Assert.Equal(0u, Crc32C.Of([]));

    [Fact]
    public void Every_length_agrees_with_the_bitwise_definition_and_with_appending_in_two_parts()
    {
        const int Seed = 3720;
        var bytes = new byte[67];
        new Random(Seed).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> span = bytes.AsSpan(0, length);
            Assert.Equal(Bitwise(span), Crc32C.Of(span));
            Assert.Equal(Crc32C.Of(span), Crc32C.Append(Crc32C.Of(span[..(length / 3)]), span[(length / 3)..]));
        }
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }

        return ~crc;
    }
}
