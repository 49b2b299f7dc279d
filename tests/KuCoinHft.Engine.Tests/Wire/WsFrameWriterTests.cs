using System.Buffers.Binary;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class WsFrameWriterTests
{
    [Fact]
    public void The_masked_hello_of_the_RFC()
    {
        // RFC 6455 section 5.7: a single-frame masked text message.
        var frame = new byte[11];
        Assert.Equal(11, WsFrameWriter.Write(frame, WsOpcode.Text, "Hello"u8, maskKey: 0x3D21FA37));
        Assert.Equal([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], frame);
    }

    [Theory]
    [InlineData(125, 6)]
    [InlineData(126, 8)]
    [InlineData(65535, 8)]
    [InlineData(65536, 14)]
    public void The_length_takes_as_few_bytes_as_it_can(int payloadBytes, int headerBytes)
    {
        Assert.Equal(headerBytes + payloadBytes, WsFrameWriter.FrameBytes(payloadBytes));
        byte[] frame = Write(WsOpcode.Text, new byte[payloadBytes], 0);
        Assert.Equal(headerBytes + payloadBytes, frame.Length);
        long length = headerBytes switch
        {
            6 => frame[1] & 0x7F,
            8 => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(2)),
            _ => BinaryPrimitives.ReadInt64BigEndian(frame.AsSpan(2)),
        };
        Assert.Equal(payloadBytes, length);
    }

    [Fact]
    public void Masking_equals_the_scalar_oracle_at_every_length()
    {
        const int Seed = 6455;
        var random = new Random(Seed);
        for (int length = 0; length <= 300; length++)
        {
            var payload = new byte[length];
            random.NextBytes(payload);
            uint key = (uint)random.NextInt64(1L << 32);
            byte[] frame = Write(WsOpcode.Text, payload, key);
            int headerBytes = frame.Length - length;
            for (int i = 0; i < length; i++)
            {
                byte expected = (byte)(payload[i] ^ frame[headerBytes - 4 + (i % 4)]);
                Assert.True(expected == frame[headerBytes + i], $"seed {Seed}, length {length}, byte {i}");
            }

            Assert.Equal(key, BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(headerBytes - 4)));
        }
    }

    [Theory]
    [InlineData(WsOpcode.Close)]
    [InlineData(WsOpcode.Ping)]
    [InlineData(WsOpcode.Pong)]
    public void A_control_frame_is_final_and_masked(WsOpcode opcode)
    {
        byte[] frame = Write(opcode, [3, 232], 0xFFFFFFFF);
        Assert.Equal(0x80 | (int)opcode, frame[0]);
        Assert.Equal(0x82, frame[1]);
        Assert.Equal([252, 23], frame[6..]);
    }

    private static byte[] Write(WsOpcode opcode, byte[] payload, uint maskKey)
    {
        var frame = new byte[WsFrameWriter.FrameBytes(payload.Length)];
        Assert.Equal(frame.Length, WsFrameWriter.Write(frame, opcode, payload, maskKey));
        return frame;
    }
}
