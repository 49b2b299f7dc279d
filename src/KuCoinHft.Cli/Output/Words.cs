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
}
