using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>A stream means the same however its bytes arrive and wherever memory is cut.</summary>
public sealed class WsSplitTests : IDisposable
{
    private readonly WsRig _rig = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stream_split_at_any_byte_gives_the_same_messages(int seed)
    {
        ServerStream stream = ServerStream.Make(new Random(seed), messages: 24);
        byte[] bytes = stream.Bytes;
        for (int split = 0; split <= bytes.Length; split++)
        {
            PlayInTwoReads(stream, bytes, split, $"seed {seed}, read in two at {split} of {bytes.Length}");
            PlayInTwoSegments(stream, bytes, split, $"seed {seed}, one read of two segments at {split} of {bytes.Length}");
        }
    }

    [Fact]
    public void A_frame_with_a_64_bit_length_split_at_any_byte_gives_the_same_messages()
    {
        const int seed = 64;
        var random = new Random(seed);
        // 65536 is the least that needs 64 bits. All ASCII, which is validated fastest: 65,536 splits of it are a second.
        byte[] payload = new byte[65_536];
        Array.Fill(payload, (byte)'x');
        ServerStream stream = new ServerStream().Text(ServerStream.Payload(random, 70), [9], random).Text(payload, [], random);
        stream.Text(ServerStream.Payload(random, 300), [100, 200], random).Close(1000);
        byte[] bytes = stream.Bytes;
        Assert.True(bytes.Length > 65_536);
        for (int split = 0; split <= bytes.Length; split++)
        {
            PlayInTwoReads(stream, bytes, split, $"read in two at {split} of {bytes.Length}");
            // Within the long payload one byte is like another; around it they are not.
            if (split is < 1000 or > 65_000)
                PlayInTwoSegments(stream, bytes, split, $"one read of two segments at {split} of {bytes.Length}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_reads_of_up_to_twenty_segments_before_a_ring_that_is_often_full_give_the_same_messages(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 1_000; round++)
        {
            ServerStream stream = ServerStream.Make(random, messages: random.Next(1, 30));
            byte[] bytes = stream.Bytes;
            int[] cuts = Cuts(random, bytes.Length, random.Next(20));
            ScriptedReader reader = Connect(stream, bytes);
            foreach (int arrived in Cuts(random, bytes.Length, random.Next(6)).Append(bytes.Length))
            {
                reader.Arrive(arrived, cuts);
                _rig.Drain(reader, framesMax: random.Next(1, 20), takeEvery: random.Next(1, 6));
            }

            AssertPlayed(stream, reader, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stream_that_breaks_off_anywhere_gives_its_whole_messages_and_is_lost(int seed)
    {
        ServerStream stream = ServerStream.Make(new Random(seed), messages: 12);
        byte[] bytes = stream.Bytes;
        int whole = 0;
        for (int end = 0; end < bytes.Length; end++)
        {
            ScriptedReader reader = _rig.Connect(bytes);
            reader.Arrive(end, end / 2);
            _rig.Drain(reader);
            reader.IsEnded = true;
            _rig.Drain(reader);
            Assert.True(_rig.Source.End == WsEnd.Lost && reader.IsCompleted, $"seed {seed}, broken off at {end}: {_rig.Source.End}");
            Assert.InRange(_rig.Messages.Count, whole, whole + 1);
            whole = _rig.Messages.Count;
            AssertSame(stream.Messages[..whole], _rig.Messages, $"seed {seed}, broken off at {end}");
        }

        Assert.Equal(stream.Messages.Count, whole);
    }

    private void PlayInTwoReads(ServerStream stream, byte[] bytes, int split, string where)
    {
        ScriptedReader reader = Connect(stream, bytes);
        reader.Arrive(split);
        _rig.Drain(reader);
        reader.Arrive(bytes.Length);
        _rig.Drain(reader);
        AssertPlayed(stream, reader, where);
    }

    private void PlayInTwoSegments(ServerStream stream, byte[] bytes, int split, string where)
    {
        ScriptedReader reader = Connect(stream, bytes);
        reader.Arrive(bytes.Length, split);
        _rig.Drain(reader);
        AssertPlayed(stream, reader, where);
    }

    private ScriptedReader Connect(ServerStream stream, byte[] bytes)
    {
        _rig.Likely = stream.Messages;
        return _rig.Connect(bytes);
    }

    private void AssertPlayed(ServerStream stream, ScriptedReader reader, string where)
    {
        AssertSame(stream.Messages, _rig.Messages, where);
        byte[] close = [(byte)(stream.CloseCode >> 8), (byte)stream.CloseCode];
        AssertSame([.. stream.Pings, close], [.. _rig.Answers.Select(answer => answer.Payload)], where);
        Assert.True(_rig.Answers.TrueForAll(answer => answer.Opcode == WsOpcode.Pong) || _rig.Answers[^1].Opcode == WsOpcode.Close, where);
        Assert.True((_rig.Source.End, _rig.Source.CloseCode) == (WsEnd.Closed, stream.CloseCode), $"{where}: {_rig.Source.End} {_rig.Source.RejectReason}");
        Assert.True(reader.IsCompleted, where);
    }

    private static void AssertSame(List<byte[]> expected, List<byte[]> got, string where)
    {
        Assert.True(expected.Count == got.Count, $"{where}: {got.Count} instead of {expected.Count}");
        for (int i = 0; i < got.Count; i++)
        {
            if (!ReferenceEquals(expected[i], got[i]) && !expected[i].AsSpan().SequenceEqual(got[i]))
                Assert.Fail($"{where}: the {i}th is {Convert.ToHexString(got[i])}");
        }
    }

    private static int[] Cuts(Random random, int length, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(length + 1)).Order()];
}
