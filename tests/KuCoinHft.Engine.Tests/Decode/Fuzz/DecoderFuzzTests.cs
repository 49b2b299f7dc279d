using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Mutated frames through the decoder and the decode stage, each judged by System.Text.Json and by rules written for these tests alone.</summary>
/// <remarks>How many: <see cref="FuzzSize"/>. The input i of shard s is the same in every run, whatever their number.</remarks>
public sealed class DecoderFuzzTests
{
    private const int Shards = 8;

    [Fact]
    public void Mutated_frames_are_judged_as_System_Text_Json_and_the_rules_judge_them()
    {
        long inputs = FuzzSize.Inputs;
        var counts = new FuzzCounts();
        string? disagreement = null;
        using var watchdog = new FuzzWatchdog();
        Parallel.For(0, Shards, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (shard, loop) =>
        {
            (FuzzCounts part, string? found) = Run(shard, inputs / Shards, watchdog, loop);
            lock (counts)
            {
                counts.Add(part);
                disagreement ??= found;
            }
        });
        watchdog.Stop();
        TestContext.Current.TestOutputHelper!.WriteLine(counts.ToString());

        Assert.True(disagreement is null, disagreement);
        Assert.Equal(inputs / Shards * Shards, counts.Inputs);
        Assert.Equal(0, counts.AllocatedBytes);
        // The mutations must reach every outcome, or agreement would say little.
        Assert.All([counts.NoJson.Sum(), counts.Refusals.Sum(), counts.Accepted, counts.RefusedByStage.Sum() * 5], count => Assert.InRange(count, inputs / 20, inputs));
        BadReason[] unseen = [.. Enum.GetValues<BadReason>()[1..].Where(reason => counts.NoJson[(int)reason] + counts.Refusals[(int)reason] + counts.RefusedByStage[(int)reason] == 0)];
        Assert.True(unseen.Length == 0 || inputs < FuzzSize.InputsDefault, $"no input was refused for {string.Join(", ", unseen)}");
    }

    [Fact]
    public void Every_seed_is_accepted_and_there_are_two_hundred_of_every_topic()
    {
        Assert.InRange(FuzzCorpus.Seeds.Length, 200, 1_000);
        using var rig = new FuzzRig();
        foreach (FuzzSeed seed in FuzzCorpus.Seeds)
        {
            string? found = rig.Compare(seed.Bytes, seed.Kind, isSample: true);
            Assert.True(found is null, $"{seed.Name}: {found}");
        }

        Assert.Equal(FuzzCorpus.Seeds.Length, rig.Counts.Accepted);
        // Every kind of update that a JSON frame can become.
        UpdateKind[] unseen = [.. Enum.GetValues<UpdateKind>().Where(kind => rig.Counts.Kinds[(int)kind] == 0)];
        Assert.Equal([UpdateKind.None, UpdateKind.Bad, UpdateKind.Timer, UpdateKind.SlowFeatures], unseen);
    }

    [Fact]
    public void An_input_is_the_same_whenever_it_is_made()
    {
        var once = new FrameMutator(FuzzCorpus.Seeds);
        var again = new FrameMutator(FuzzCorpus.Seeds);
        var different = new HashSet<string>();
        for (long i = 0; i < 2_000; i++)
        {
            Make(once, shard: 3, i);
            Make(again, shard: 5, i);
            Make(again, shard: 3, i);
            Assert.True(once.Bytes.SequenceEqual(again.Bytes) && once.Kind == again.Kind, $"input {i}");
            different.Add(Encoding.Latin1.GetString(once.Bytes));
        }

        Assert.InRange(different.Count, 1_900, 2_000);
    }

    [Theory]
    [InlineData("""{"id":"1","type":"ack"}""", "ack", "ac")]
    [InlineData("""{"type":"message","topic":"/market/match:BTC-USDT","subject":"trade.l3match","data":{"symbol":"BTC-USDT","sequence":"5","side":"buy","size":"1","price":"2"}}""", "\"2\"", "\"02\"")]
    public void The_rules_alone_tell_a_good_frame_from_a_bad_one(string json, string good, string bad)
    {
        var oracle = new FrameOracle();
        Assert.Equal(0u, oracle.Judge(Encoding.UTF8.GetBytes(json)));
        Assert.NotEqual(0u, oracle.Judge(Encoding.UTF8.GetBytes(json.Replace(good, bad, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_disagreement_is_cut_down_to_the_bytes_that_matter()
    {
        byte[] small = Minimise("""{"a":[1,2,3],"price":"7","b":null}"""u8.ToArray(), bytes => bytes.AsSpan().IndexOf("price"u8) >= 0);
        Assert.Equal("price"u8, small);
    }

    private static (FuzzCounts Counts, string? Disagreement) Run(int shard, long inputs, FuzzWatchdog watchdog, ParallelLoopState loop)
    {
        using var rig = new FuzzRig();
        var mutator = new FrameMutator(FuzzCorpus.Seeds);
        watchdog.Watch(rig);
        for (long i = 0; i < inputs && !loop.IsStopped; i++)
        {
            Make(mutator, shard, i);
            string? found = Compare(rig, mutator.Bytes, mutator.Kind, isSample: i % 64 == 0);
            if (found is null)
                continue;
            loop.Stop();
            FrameKind kind = mutator.Kind;
            byte[] small = Minimise(mutator.Bytes.ToArray(), bytes => Compare(rig, bytes, kind, isSample: true) is not null);
            string smallest = $"{Compare(rig, small, kind, isSample: true) ?? "nothing by itself, so it is the frames before it that matter"}: {FuzzRig.Text(small)}";
            return (rig.Counts, $"Shard {shard}, input {i}, made of {mutator.Seed.Name}, as {kind}: {found}\nminimised: {smallest}");
        }

        return (rig.Counts, null);
    }

    private static void Make(FrameMutator mutator, int shard, long input)
    {
        var random = new SplitMix(((ulong)shard << 48) ^ (ulong)input);
        mutator.Make(ref random);
    }

    // An exception is what must never come out of a decoder: whatever it is, it is reported with its input.
    private static string? Compare(FuzzRig rig, ReadOnlySpan<byte> bytes, FrameKind kind, bool isSample)
    {
        try
        {
            return rig.Compare(bytes, kind, isSample);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    // Cuts away as much as can go while it still holds: ever smaller runs of bytes, single ones until none can go.
    private static byte[] Minimise(byte[] bytes, Func<byte[], bool> holds)
    {
        int run = Math.Max(1, bytes.Length / 2);
        while (true)
        {
            int before = bytes.Length;
            for (int at = bytes.Length - run; at >= 0; at -= run)
            {
                byte[] tried = [.. bytes[..at], .. bytes[(at + run)..]];
                if (holds(tried))
                    bytes = tried;
                at = Math.Min(at, bytes.Length);
            }

            if (run == 1 && bytes.Length == before)
                return bytes;
            run = Math.Max(1, run / 2);
        }
    }
}
