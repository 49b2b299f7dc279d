using System.Globalization;
using System.Text;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Finds where two journals differ.</summary>
/// <remarks>Headers are not compared: sessions and start times differ by nature.</remarks>
public static class JournalComparison
{
    /// <summary>Describes the first difference between two streams, or between two journal folders (frames first).</summary>
    /// <returns>Null when every record is the same and both are whole.</returns>
    /// <exception cref="IOException">One of them does not exist or cannot be opened.</exception>
    public static string? Compare(string pathA, string pathB)
    {
        if (Directory.Exists(pathA) && Directory.Exists(pathB))
        {
            return CompareStreams(JournalFolder.FramesPath(pathA), JournalFolder.FramesPath(pathB))
                ?? CompareStreams(JournalFolder.ActionsPath(pathA), JournalFolder.ActionsPath(pathB));
        }

        return CompareStreams(pathA, pathB);
    }

    private static string? CompareStreams(string pathA, string pathB)
    {
        using var a = new JournalReader(pathA);
        using var b = new JournalReader(pathB);
        for (long count = 0; ; count++)
        {
            bool isInA = a.MoveNext();
            bool isInB = b.MoveNext();
            if (!isInA && !a.End.IsComplete)
                return $"{pathA}: {a.End}; {count} records compared equal.";
            if (!isInB && !b.End.IsComplete)
                return $"{pathB}: {b.End}; {count} records compared equal.";
            if (!isInA && !isInB)
                return null;
            if (!isInA || !isInB)
                return $"{(isInA ? pathB : pathA)} ends after {count} records; the other goes on with {Describe(isInA ? a.Current : b.Current)}.";
            string? field = DifferingField(a.Current, b.Current);
            if (field is not null)
                return $"record {count} differs in {field}: {Describe(a.Current)} in {pathA}, {Describe(b.Current)} in {pathB}.";
        }
    }

    private static string? DifferingField(JournalRecord a, JournalRecord b)
    {
        if (a.Sequence != b.Sequence)
            return "sequence";
        if (a.ReceiveNs != b.ReceiveNs)
            return "receiveNs";
        if (a.Source != b.Source)
            return "source";
        if (a.Kind != b.Kind)
            return "kind";
        if (a.Detail != b.Detail)
            return "detail";
        int same = a.Payload.CommonPrefixLength(b.Payload);
        if (same < a.Payload.Length || same < b.Payload.Length)
            return $"payload, from byte {same} on";
        return null;
    }

    private static string Describe(JournalRecord record)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"n={record.Sequence} receiveNs={record.ReceiveNs} source={record.Source} {record.Kind} detail={record.Detail} ");
        if (record.Kind == JournalKind.Action && JournalActions.TryDecode(record.Payload, out ActionRecord action))
        {
            text.Append(CultureInfo.InvariantCulture, $"[{action.Kind} k={action.Index} key={action.OrderKey} symbol={action.SymbolId} {action.Side} ");
            text.Append(CultureInfo.InvariantCulture, $"{action.SizeLots} lots at {action.PriceTicks} ticks {action.TimeInForce} {action.Flags}]");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"[{record.Payload.Length} bytes]");
        }

        return text.ToString();
    }
}
