using System.Globalization;

namespace KuCoinHft.Exchange.Latency;

/// <summary>Times that messages took, from which others are drawn: a constant, or what a file says.</summary>
/// <remarks>
/// <code>
/// latency_ns,count         this line first
/// 250000,120               120 messages took 250 us
/// 400000                   without a count: one
/// </code>
/// Lines may come in any order; empty ones and those that begin with # are skipped. Only what the file holds is drawn, nothing in between.
/// Errors: <see cref="FormatException"/> with file and line.
/// </remarks>
public sealed class LatencyDistribution
{
    private const string Header = "latency_ns,count";
    private const long LatencyNsMax = 3_600_000_000_000;

    private readonly long[] _latenciesNs;
    private readonly long[] _countsUpTo;

    private LatencyDistribution(string name, SortedDictionary<long, long> counts)
    {
        Name = name;
        _latenciesNs = [.. counts.Keys];
        _countsUpTo = new long[counts.Count];
        long sum = 0;
        int i = 0;
        foreach (long count in counts.Values)
            _countsUpTo[i++] = sum += count;
    }

    /// <summary>How it was given: a time, or a file's name.</summary>
    public string Name { get; }

    /// <summary>The shortest time.</summary>
    public long NsMin => _latenciesNs[0];

    /// <summary>The longest time.</summary>
    public long NsMax => _latenciesNs[^1];

    /// <summary>Messages behind it.</summary>
    public long Count => _countsUpTo[^1];

    public static LatencyDistribution Constant(long latencyNs)
    {
        if (latencyNs is < 0 or > LatencyNsMax)
            throw new ArgumentException($"A latency is {latencyNs} ns; give 0 to an hour.", nameof(latencyNs));
        return new LatencyDistribution($"{latencyNs} ns", new SortedDictionary<long, long> { [latencyNs] = 1 });
    }

    /// <summary>A time such as 500ns, 250us, 1.5ms or 2s, or the path of a file.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static LatencyDistribution Parse(string text)
    {
        foreach ((string unit, decimal ns) in new[] { ("ns", 1m), ("us", 1e3m), ("ms", 1e6m), ("s", 1e9m) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number * ns <= LatencyNsMax)
                return Constant((long)(number * ns));
        }

        return File.Exists(text) ? Read(text) :
            throw new FormatException($"\"{text}\" is neither a latency such as 250us or 1.5ms, at most an hour, nor a file with the line \"{Header}\" first.");
    }

    /// <summary>Reads a file.</summary>
    public static LatencyDistribution Read(string path) => Read(File.ReadLines(path), Path.GetFileName(path));

    internal static LatencyDistribution Read(IEnumerable<string> lines, string name)
    {
        var counts = new SortedDictionary<long, long>();
        int number = 0;
        long total = 0;
        bool hasHeader = false;
        foreach (string line in lines)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (!hasHeader)
            {
                hasHeader = line == Header ? true : throw new FormatException($"{name}:{number}: a latency file begins with the line \"{Header}\".");
                continue;
            }

            string[] columns = line.Split(',');
            long count = 1;
            if (!long.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out long latencyNs) || latencyNs > LatencyNsMax || columns.Length > 2
                || (columns.Length == 2 && (!long.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is 0 or > 1_000_000_000_000)))
            {
                throw new FormatException($"{name}:{number}: \"{line}\" is not a latency in whole nanoseconds, at most an hour, and how often it occurred, at least once.");
            }

            counts[latencyNs] = counts.GetValueOrDefault(latencyNs) + count;
            total += count;
            if (total > 1_000_000_000_000_000)
                throw new FormatException($"{name}:{number}: more messages than are counted here.");
        }

        return counts.Count > 0 ? new LatencyDistribution(name, counts) : throw new FormatException($"{name} holds no latency.");
    }

    /// <summary>The time of the message with a rank, 0 the fastest, below <see cref="Count"/>.</summary>
    internal long At(long rank)
    {
        int at = Array.BinarySearch(_countsUpTo, rank + 1);
        return _latenciesNs[at >= 0 ? at : ~at];
    }
}
