using System.Text;

namespace KuCoinHft.Ring;

/// <summary>The placements that have a name, written out for the stages and cores there are.</summary>
/// <remarks>They pin only where there is more than one core, and leave the first one to the rest of the process as far as they can.</remarks>
internal static class PlacementPreset
{
    /// <summary>One worker for everything: the fastest on few cores.</summary>
    public const string Fused = "fused";

    /// <summary>The first stage, which polls the sources, on one worker, all others on another.</summary>
    public const string Two = "two";

    /// <summary>A worker for every stage; they spin where every one has a core of its own.</summary>
    public const string Spread = "spread";

    public static IReadOnlyList<string> Names { get; } = [Fused, Two, Spread];

    /// <summary>The text that <paramref name="text"/> is short for, or null when it is no preset's name.</summary>
    public static string? Expand(string text, IReadOnlyList<string> stages, IReadOnlyList<int> cores) => text.Trim() switch
    {
        Fused => string.Join(", ", stages) + At(cores, cores.Count - 1),
        Two => ExpandTwo(stages, cores),
        Spread => ExpandSpread(stages, cores),
        _ => null,
    };

    /// <summary>What a preset could not do with these cores, or null.</summary>
    public static string? NoteOf(string text, IReadOnlyList<string> stages, IReadOnlyList<int> cores) =>
        text.Trim() == Spread && !HasCoreEach(stages, cores)
            ? $"placement: the {stages.Count} workers of a spread yield on {Math.Max(cores.Count, 1)} core(s); they would spin with a core each and one more, {stages.Count + 1}."
            : null;

    private static string ExpandTwo(IReadOnlyList<string> stages, IReadOnlyList<int> cores)
    {
        var text = new StringBuilder(stages[0]).Append(At(cores, 0)).Append("; ");
        for (int stage = 1; stage < stages.Count; stage++)
            text.Append(stage == 1 ? "" : ", ").Append(stages[stage]);
        return text.Append(At(cores, cores.Count - 1)).ToString();
    }

    private static string ExpandSpread(IReadOnlyList<string> stages, IReadOnlyList<int> cores)
    {
        bool hasCoreEach = HasCoreEach(stages, cores);
        var text = new StringBuilder();
        for (int stage = 0; stage < stages.Count; stage++)
        {
            text.Append(stage == 0 ? "" : "; ").Append(stages[stage]);
            text.Append(At(cores, hasCoreEach ? stage + 1 : stage)).Append(hasCoreEach ? " spin" : "");
        }

        return text.ToString();
    }

    private static bool HasCoreEach(IReadOnlyList<string> stages, IReadOnlyList<int> cores) => stages.Count <= cores.Count - 1;

    private static string At(IReadOnlyList<int> cores, int index) => cores.Count > 1 ? $" @{cores[index % cores.Count]}" : "";
}
