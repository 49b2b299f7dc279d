using System.Runtime.InteropServices;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Every byte of 200 real frames changed, one at a time.</summary>
/// <remarks>
/// Each of its 8 bits flipped (about half a million inputs, some seconds); with a deep <see cref="FuzzSize"/> all of its 255 other values, which is 32 times as many.
/// </remarks>
public sealed class ByteFlipTests
{
    private const int Frames = 200;

    [Fact]
    public void Every_changed_byte_is_judged_by_the_rules_and_costs_no_frame_after_it()
    {
        // The shorter ones, in which a byte means most.
        FuzzSeed[] seeds = [.. FuzzCorpus.Seeds.OrderBy(seed => seed.Bytes.Length).Take(Frames)];
        Assert.Equal(Frames, seeds.Length);
        var counts = new FuzzCounts();
        string? failure = null;
        using var watchdog = new FuzzWatchdog();
        Parallel.For(0, seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, MakeRig, (i, loop, rig) =>
        {
            string? found = Flip(rig, seeds[i]);
            if (found is null)
                return rig;
            lock (counts)
                failure ??= found;
            loop.Stop();
            return rig;
        }, rig =>
        {
            lock (counts)
                counts.Add(rig.Counts);
            rig.Dispose();
        });
        watchdog.Stop();
        TestContext.Current.TestOutputHelper!.WriteLine(counts.ToString());

        Assert.True(failure is null, failure);
        Assert.Equal(0, counts.AllocatedBytes);
        Assert.Equal(seeds.Sum(seed => (long)seed.Bytes.Length * (FuzzSize.IsDeep ? 255 : 8)), counts.Inputs);

        FuzzRig MakeRig()
        {
            var rig = new FuzzRig();
            watchdog.Watch(rig);
            return rig;
        }
    }

    // After each change the frame as it was must give the update that it gave at first, byte by byte.
    private static string? Flip(FuzzRig rig, FuzzSeed seed)
    {
        byte[] json = [.. seed.Bytes];
        Update whole = rig.Decode(json, seed.Kind);
        for (int at = 0; at < json.Length; at++)
        {
            byte before = json[at];
            for (int change = 1; change < 256; change = FuzzSize.IsDeep ? change + 1 : change * 2)
            {
                json[at] = (byte)(before ^ change);
                string? disagreement = rig.Compare(json, seed.Kind);
                if (disagreement is not null)
                    return $"{seed.Name} with byte {at} = {json[at]:X2}: {disagreement}\n{FuzzRig.Text(json)}";
                Update after = rig.Decode(seed.Bytes, seed.Kind);
                if (!MemoryMarshal.AsBytes(new ReadOnlySpan<Update>(in whole)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<Update>(in after))))
                    return $"{seed.Name} decodes differently after byte {at} was {json[at]:X2}";
            }

            json[at] = before;
        }

        return null;
    }
}
