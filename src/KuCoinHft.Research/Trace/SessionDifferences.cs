using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Trace;

/// <summary>What the session's models ran with, against what is here: any difference, and their answers are taken from the journal.</summary>
public static class SessionDifferences
{
    /// <summary>One line a difference; empty when this program and these models compute what the session's did.</summary>
    public static IReadOnlyList<string> Of(JournalHeader header, EngineModels models)
    {
        var lines = new List<string>();
        Compare("feature set", header.FeatureHash, FeatureSet.Hash, lines);
        Compare("vector instructions", header.Isa, JournalHeader.MachineIsa, lines);
        Compare("arithmetic", header.Arithmetic, models.Arithmetic, lines);
        foreach (string name in header.Models.Keys.Union(models.Hashes.Keys).Order(StringComparer.Ordinal))
            Compare($"model {name}", header.Models.GetValueOrDefault(name, "none"), models.Hashes.GetValueOrDefault(name, "none"), lines);
        return lines;
    }

    private static void Compare(string what, string session, string here, List<string> lines)
    {
        if (session != here)
            lines.Add($"{what}: the session had {session}, here is {here}");
    }
}
