using KuCoinHft.Cli.Doctor;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>The doctor's findings for people.</summary>
internal static class DoctorTable
{
    public static void Print(IReadOnlyList<Finding> findings)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("what", "", "found", "mend");
        foreach (Finding finding in findings)
            table.AddRow(Markup.Escape(finding.Subject), finding.IsOk ? "[green]ok[/]" : "[yellow]warn[/]", Markup.Escape(finding.Found), Markup.Escape(finding.Mend));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("docs/pinned.md has the mends in order, a systemd unit, and how to see that they worked.");
    }
}
