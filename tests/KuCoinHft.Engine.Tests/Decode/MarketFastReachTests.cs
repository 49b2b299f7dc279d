using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>How far behind a frame the fast path reads: never further than the slack, whatever lies in it.</summary>
public sealed class MarketFastReachTests
{
    // Numbers of 15 characters, a symbol of 31 letters and ids of 31: the longest that are read in one go.
    private const string Symbol = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-USDT";
    private const string Id = "0123456789abcdef0123456789abcde";

    private static readonly byte[][] Frames =
    [
        Frame("level2", "l2update", """{"changes":{"asks":[["123456789012.45","12345678901.345","123456789012345"]],"bids":[]},"sequenceStart":123456789012345,"sequenceEnd":123456789012345,"symbol":"#","time":1790984501513}"""),
        Frame("level2", "l2update", """{"changes":{"bids":[],"asks":[["123456789012.45","12345678901.345","123456789012345"],["123456789012.45","12345678901.345","123456789012345"]]},"sequenceStart":123456789012345,"sequenceEnd":123456789012345,"symbol":"#","time":1790984501513}"""),
        Frame("ticker", "ticker", """{"bestAsk":"123456789012.45","bestAskSize":"12345678901.345","bestBid":"123456789012.45","bestBidSize":"12345678901.345","price":"123456789012.45","sequence":"1234567890123456789","size":"12345678901.345","time":1790984501513}"""),
        Frame("match", "l3match", """{"makerOrderId":"$","price":"123456789012.45","sequence":"1234567890123456789","side":"sell","size":"12345678901.345","symbol":"#","takerOrderId":"$","time":"1729843222921000000","tradeId":"$","type":"match"}"""),
    ];

    private readonly MarketFastPath _path = new(new InstrumentTable([DecodeRig.Instrument(0, Symbol, 2, 3)]), new FrameChanges());

    [Fact]
    public void The_frames_themselves_are_taken()
    {
        foreach (byte[] frame in Frames)
        {
            var update = default(Update);
            Assert.True(_path.TryRead([.. frame, .. new byte[ByteRing.Slack]], ref update), Encoding.ASCII.GetString(frame));
        }
    }

    [Fact]
    public void Cut_anywhere_and_followed_by_any_part_of_a_frame_it_reads_no_byte_behind_the_slack()
    {
        using var memory = new GuardedBytes();
        var update = default(Update);
        int tried = 0;
        foreach (byte[] frame in Frames)
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Span<byte> withSlack = memory.Bytes[^(length + ByteRing.Slack)..];
                frame.AsSpan(0, length).CopyTo(withSlack);
                foreach (byte[] other in Frames)
                {
                    for (int from = 0; from < other.Length; from++)
                    {
                        Span<byte> slack = withSlack[length..];
                        slack.Fill((byte)'1');
                        other.AsSpan(from, Math.Min(slack.Length, other.Length - from)).CopyTo(slack);
                        Assert.False(_path.TryRead(withSlack, ref update));
                        tried++;
                    }
                }
            }
        }

        Assert.Equal(Frames.Sum(frame => frame.Length) * Frames.Sum(frame => frame.Length), tried);
    }

    // The negative control: the kernel, which refuses instead of ending the process, may not read there either.
    [Fact]
    public void The_byte_behind_the_slack_cannot_be_read()
    {
        using var memory = new GuardedBytes();
        string path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path, access: FileAccess.Write);
            RandomAccess.Write(file, memory.Bytes[^1..], 0);

            Assert.ThrowsAny<IOException>(() => RandomAccess.Write(file, memory.Forbidden, 0));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Frame(string topic, string subject, string data)
    {
        string named = data.Replace("#", Symbol, StringComparison.Ordinal).Replace("$", Id, StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes($$"""{"topic":"/market/{{topic}}:{{Symbol}}","type":"message","subject":"trade.{{subject}}","data":{{named}}}""");
    }
}
