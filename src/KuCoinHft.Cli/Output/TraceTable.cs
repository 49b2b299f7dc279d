using KuCoinHft.Research.Report;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>A traced frame for people: all rooms in one table, then a table for each room that wrote more than a line.</summary>
internal static class TraceTable
{
    public static void Print(TraceReport report)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]Frame {report.Sequence}[/] of session {report.Session}, received {report.ReceivedUtc} UTC");
        Words.PrintDifferences(report.Differences, report.EqualsJournal, report.Comparison);
        AnsiConsole.Write(Rooms(report));
        AnsiConsole.MarkupLineInterpolated($"Times: {report.TimesAre}. Medians: of the {report.MedianFrames} frames of its kind before it.");
        foreach (RoomReport room in report.Rooms.Where(room => room.Values.Count > 0))
            AnsiConsole.Write(Values(room));
        // As it is: a table's width is nothing to it.
        if (report.Bytes is not null)
            Console.Out.WriteLine(report.Bytes);
    }

    private static Table Rooms(TraceReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("room", "ns", "median ns", "what");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (RoomReport room in report.Rooms)
            table.AddRow(room.Room, $"{room.Ns}", $"{room.MedianNs}", Markup.Escape(room.Origin == "recorded" ? $"{room.Summary} (recorded)" : room.Summary));
        table.AddRow("[bold]total[/]", $"[bold]{report.TotalNs}[/]", "", "");
        return table;
    }

    private static Table Values(RoomReport room)
    {
        Table table = new Table().Title($"[bold]{room.Room}[/], {room.Origin}").Border(TableBorder.Rounded).AddColumns("name", "value", "unit");
        foreach (ValueReport value in room.Values)
            table.AddRow(Markup.Escape(value.Name), Markup.Escape(value.Value), Markup.Escape(value.Unit));
        return table;
    }
}
