using KuCoinHft.Cli.Journal;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>A journal's report for people.</summary>
internal static class JournalTable
{
    /// <summary>One line a stream, and one a damage.</summary>
    public static void PrintVerdict(JournalReport report)
    {
        foreach (string remark in report.Remarks)
            Console.Out.WriteLine($"damage: {remark}");
        foreach (StreamReport stream in report.Streams)
        {
            Console.Out.WriteLine($"{(stream.Stream.Length == 0 ? "unknown stream" : stream.Stream)}: {stream.Segments} {(stream.Segments == 1 ? "segment" : "segments")}, {stream.End}");
            foreach (DamageReport damage in stream.Damage)
                Console.Out.WriteLine($"damage: {damage.Text}");
            if (stream.Lost > 0)
                Console.Out.WriteLine($"damage: {stream.Lost} records of {stream.Stream} are lost");
        }

        Console.Out.WriteLine(report.IsWhole ? $"{report.Journal} is whole." : $"{report.Journal} is damaged; 'kchft journal export' saves every intact record.");
    }

    public static void PrintStatistics(JournalReport report)
    {
        foreach (StreamReport stream in report.Streams)
        {
            Table table = new Table().Title($"[bold]{Markup.Escape(stream.Stream)}[/] of session {Markup.Escape(stream.Session)}").Border(TableBorder.Rounded).AddColumns("what", "how many");
            table.AddRow("records, segments", $"{stream.Records:N0}, {stream.Segments}");
            table.AddRow("sequences", $"{stream.FirstSequence} to {stream.LastSequence}");
            table.AddRow("session time", $"{stream.FirstTime} to {stream.LastTime}, {stream.Seconds:N3} s");
            table.AddRow("payload", $"{stream.PayloadBytes:N0} bytes");
            table.AddRow("rate", $"{stream.RecordsPerSecond:N1} records, {stream.BytesPerSecond:N0} bytes a second");
            table.AddRow("longest silence", $"{stream.LongestSilenceSeconds:N6} s");
            foreach ((string kind, long count) in stream.Kinds)
                table.AddRow(Markup.Escape(kind), $"{count:N0}");
            table.AddRow("damaged places, records known to be lost", $"{stream.Damage.Count}, {stream.Lost}");
            table.AddRow("end", Markup.Escape(stream.End));
            AnsiConsole.Write(table);
        }
    }
}
