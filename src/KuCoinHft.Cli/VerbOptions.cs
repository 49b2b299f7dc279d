using System.CommandLine;

namespace KuCoinHft.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class VerbOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead of tables." };

    public static Option<string?> Models() => new("--models")
    {
        Description = "Folder of the models, one folder each: momentum, volatility-breakout, statistical-arbitrage, meta. Default: models, here or above the program.",
    };

    public static Option<string?> Faults() => new("--faults")
    {
        Description = "Table of what is to go wrong, such as {\"faults\":[{\"name\":\"answerLost\",\"probability\":0.05}]}; --seed is that of its chance. Default: nothing.",
    };

    public static Option<string> Journal() => new("--journal") { Description = "Folder of a journal that kchft demo --journal kept.", Required = true };
}
