using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>Counters and model refusals in words.</summary>
internal static class Words
{
    public static string Of(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key}"));

    public static void PrintRefusals(IReadOnlyList<string> refusals)
    {
        foreach (string refusal in refusals)
            AnsiConsole.MarkupLineInterpolated($"[yellow]model not used[/] {refusal}");
    }

    /// <summary>Whether a replay of a journal is the session itself, and what is not as it was.</summary>
    public static void PrintDifferences(IReadOnlyList<string> differences, bool? equalsJournal, string comparison)
    {
        foreach (string difference in differences)
            AnsiConsole.MarkupLineInterpolated($"[yellow]not the session's[/] {difference}");
        if (differences.Count > 0)
            AnsiConsole.MarkupLine("The models' answers below are those in the journal.");
        string verdict = equalsJournal switch { true => "equal", false => "[red]different[/]", null => "not comparable" };
        AnsiConsole.MarkupLine($"Replay against the journal: {verdict}, {Markup.Escape(comparison)}");
    }
}
