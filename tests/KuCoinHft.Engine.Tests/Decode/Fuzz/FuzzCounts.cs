using System.Diagnostics;
using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>What became of the inputs of one shard or of all.</summary>
internal sealed class FuzzCounts
{
    public long Accepted { get; set; }

    /// <summary>Accepted ones that were also written as JSON and compared as such.</summary>
    public long Samples { get; set; }

    public long AllocatedBytes { get; set; }

    /// <summary>No JSON, by both readers; by the decoder's reason.</summary>
    public long[] NoJson { get; } = new long[Enum.GetValues<BadReason>().Length];

    /// <summary>JSON that the decoder refuses for a reason that the rules give.</summary>
    public long[] Refusals { get; } = new long[Enum.GetValues<BadReason>().Length];

    /// <summary>Frames that the decoder understands and the stage refuses for a reason that the rules give.</summary>
    public long[] RefusedByStage { get; } = new long[Enum.GetValues<BadReason>().Length];

    /// <summary>Updates by kind.</summary>
    public long[] Kinds { get; } = new long[Enum.GetValues<UpdateKind>().Length];

    public long SlowestTicks { get; private set; }

    public int SlowestBytes { get; private set; }

    /// <summary>Of frames of at least 64 bytes: shorter ones are all call.</summary>
    public double SlowestTicksPerByte { get; private set; }

    public int SlowestPerByteBytes { get; private set; }

    public long Inputs => Accepted + NoJson.Sum() + Refusals.Sum();

    public void Refused(bool isJson, BadReason reason) => (isJson ? Refusals : NoJson)[(int)reason]++;

    public void Slow(long ticks, ReadOnlySpan<byte> json)
    {
        if (ticks > SlowestTicks)
            (SlowestTicks, SlowestBytes) = (ticks, json.Length);
        if (json.Length >= 64 && (double)ticks / json.Length > SlowestTicksPerByte)
            (SlowestTicksPerByte, SlowestPerByteBytes) = ((double)ticks / json.Length, json.Length);
    }

    public void Add(FuzzCounts other)
    {
        Accepted += other.Accepted;
        Samples += other.Samples;
        AllocatedBytes += other.AllocatedBytes;
        foreach ((long[] mine, long[] theirs) in new[] { (NoJson, other.NoJson), (Refusals, other.Refusals), (RefusedByStage, other.RefusedByStage), (Kinds, other.Kinds) })
        {
            for (int i = 0; i < mine.Length; i++)
                mine[i] += theirs[i];
        }

        if (other.SlowestTicks > SlowestTicks)
            (SlowestTicks, SlowestBytes) = (other.SlowestTicks, other.SlowestBytes);
        if (other.SlowestTicksPerByte > SlowestTicksPerByte)
            (SlowestTicksPerByte, SlowestPerByteBytes) = (other.SlowestTicksPerByte, other.SlowestPerByteBytes);
    }

    public override string ToString()
    {
        double nsPerTick = 1e9 / Stopwatch.Frequency;
        var text = new StringBuilder();
        text.AppendLine($"{Inputs} inputs, {AllocatedBytes} bytes allocated by decoding");
        text.AppendLine($"both refuse, no JSON: {NoJson.Sum()} ({Parts<BadReason>(NoJson)})");
        text.AppendLine($"JSON, refused by a rule: {Refusals.Sum()} ({Parts<BadReason>(Refusals)})");
        text.AppendLine($"both accept, every field equal: {Accepted}, of which {Samples} also compared as written JSON");
        text.AppendLine($"of these refused by the stage, by a rule: {RefusedByStage.Sum()} ({Parts<BadReason>(RefusedByStage)})");
        text.AppendLine($"of these updates, every byte equal: {Kinds.Sum()} ({Parts<UpdateKind>(Kinds)})");
        text.AppendLine($"slowest: {SlowestTicks * nsPerTick / 1000:0} us for {SlowestBytes} bytes; by the byte {SlowestTicksPerByte * nsPerTick:0.0} ns, of {SlowestPerByteBytes} bytes");
        return text.ToString();
    }

    private static string Parts<T>(long[] counts)
        where T : struct, Enum
        => string.Join(", ", Enum.GetValues<T>().Select((name, i) => (name, Count: counts[i])).Where(part => part.Count > 0).OrderByDescending(part => part.Count).Select(part => $"{part.name} {part.Count}"));
}
