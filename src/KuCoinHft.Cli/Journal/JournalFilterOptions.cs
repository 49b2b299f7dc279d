using System.CommandLine;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Cli.Journal;

/// <summary>The options that choose records: <c>--from</c>, <c>--to</c>, <c>--kind</c>, <c>--limit</c>.</summary>
internal sealed class JournalFilterOptions
{
    private readonly Option<long> _from = new("--from") { Description = "First sequence. Default: the first there is." };
    private readonly Option<long> _to = new("--to") { Description = "Last sequence. Default: the last there is.", DefaultValueFactory = _ => long.MaxValue };
    private readonly Option<string?> _kind = new("--kind") { Description = "Only frame, action or decision." };
    private readonly Option<long> _limit = new("--limit") { Description = "At most so many records.", DefaultValueFactory = _ => long.MaxValue };

    public JournalFilterOptions(Command command)
    {
        foreach (Option option in new Option[] { _from, _to, _kind, _limit })
            command.Options.Add(option);
    }

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public JournalFilter Read(ParseResult parsed)
    {
        long from = parsed.GetValue(_from);
        long to = parsed.GetValue(_to);
        long limit = parsed.GetValue(_limit);
        if (to < from)
            throw new ArgumentException($"--to is {to} and --from is {from}; give a last sequence that is not before the first.");
        if (limit < 1)
            throw new ArgumentException($"--limit is {limit}; give 1 or more.");
        return new JournalFilter(from, to, Kind(parsed.GetValue(_kind)), limit);
    }

    private static JournalKind Kind(string? text) => text switch
    {
        null => JournalKind.None,
        "frame" => JournalKind.Frame,
        "action" => JournalKind.Action,
        "decision" => JournalKind.Decision,
        _ => throw new ArgumentException($"--kind is {text}; give frame, action or decision."),
    };
}
