namespace KuCoinHft.Exchange.Recordings;

/// <summary>What a line of a recorded file holds.</summary>
internal enum LineKind
{
    /// <summary>Nothing for us: an empty line, an outgoing message, an answer that we do not use.</summary>
    Skip,

    /// <summary>A message of a stream.</summary>
    Frame,

    /// <summary>A REST answer with a whole book.</summary>
    Snapshot,

    /// <summary>A REST answer with the list of symbols.</summary>
    Symbols,
}

/// <summary>One line, its time taken off.</summary>
/// <param name="TimeNs">The recorder's clock, nanoseconds since the Unix epoch.</param>
/// <param name="Symbol">Snapshot of a KuCoin file: whose book.</param>
/// <param name="Json">Valid until the next line is asked for.</param>
internal readonly record struct TimedLine(long TimeNs, LineKind Kind, string? Symbol, ReadOnlyMemory<byte> Json);

/// <summary>Takes a line of one recorder's form apart; throws the file's fault where it is none.</summary>
internal delegate TimedLine LineForm(ReadOnlyMemory<byte> line, LineFile file);

/// <summary>Several files of one form as one stream in order of time.</summary>
/// <remarks>
/// Lines of one file keep their order: where a recorder's clock stepped back, the time is held at the largest so far.
/// At equal times the file named first comes first. Only one line of each file is in memory.
/// </remarks>
internal static class MergedLines
{
    public static IEnumerable<(LineFile File, TimedLine Line)> Read(IReadOnlyList<string> paths, LineForm form)
    {
        var open = new List<Cursor>();
        try
        {
            var queue = new PriorityQueue<Cursor, (long TimeNs, int Index)>();
            foreach (string path in paths)
            {
                var cursor = new Cursor(LineFile.Open(path));
                open.Add(cursor);
                if (cursor.MoveNext(form))
                    queue.Enqueue(cursor, (cursor.Line.TimeNs, open.Count - 1));
            }

            while (queue.TryDequeue(out Cursor? cursor, out (long TimeNs, int Index) key))
            {
                yield return (cursor.File, cursor.Line);
                if (cursor.MoveNext(form))
                    queue.Enqueue(cursor, (cursor.Line.TimeNs, key.Index));
            }
        }
        finally
        {
            foreach (Cursor cursor in open)
                cursor.File.Dispose();
        }
    }

    private sealed class Cursor(LineFile file)
    {
        public LineFile File { get; } = file;

        public TimedLine Line { get; private set; }

        public bool MoveNext(LineForm form)
        {
            while (File.TryRead(out ReadOnlyMemory<byte> bytes))
            {
                TimedLine line = form(bytes, File);
                if (line.Kind == LineKind.Skip)
                    continue;
                Line = line with { TimeNs = Math.Max(line.TimeNs, Line.TimeNs) };
                return true;
            }

            return false;
        }
    }
}
