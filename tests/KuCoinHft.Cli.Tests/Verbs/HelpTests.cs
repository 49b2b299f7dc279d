namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help", "demo test replay exchange decode journal trace why models doctor bench --version", "kchft demo")]
    [InlineData("demo --help", "--data --file --speed --open-after --placement --journal --journal-mb --capital --tls --models --json", "kchft demo --data kucoin-2021")]
    [InlineData("test --help", "--data --file --faults --seed --speed --models --json", "kchft test --faults table.json --seed 7")]
    [InlineData("replay --help", "--data --file --models --json", "kchft replay --file ws.log snapshots.log")]
    [InlineData("exchange --help", "--data --file --seed --port --speed --open-after --accounts --tls --entry-latency --response-latency --feed-latency --json", "kchft exchange --port 0 --json")]
    [InlineData("decode --help", "<file> stdin", "kchft decode frames.jsonl")]
    [InlineData("trace --help", "<sequence> --journal --bytes --models --json", "kchft trace 24133 --journal my-session")]
    [InlineData("why --help", "<order> --journal --models --json", "kchft why 24133.0 --journal my-session")]
    [InlineData("journal --help", "verify stat cat export", "kchft journal verify DIR")]
    [InlineData("journal verify --help", "<journal> --json", "kchft journal verify DIR --json")]
    [InlineData("journal stat --help", "<journal> --json", "kchft journal stat DIR")]
    [InlineData("journal cat --help", "<journal> --from --to --kind --limit --json", "kchft journal cat DIR --kind action")]
    [InlineData("journal export --help", "<journal> --format --out --from --to --kind --limit --json", "kchft journal export DIR --format csv")]
    [InlineData("doctor --help", "--json", "kchft doctor --json")]
    [InlineData("bench latency --help", "--transport --rate --seconds --runs --placement --decide-every --stall-ms --histogram --jit-profiles --models --json", "kchft bench latency --transport tls")]
    [InlineData("models --help", "check seal imitate", "kchft models check")]
    [InlineData("models check --help", "--models", "kchft models check")]
    [InlineData("models seal --help", "<folder>", "kchft models seal models/momentum")]
    [InlineData("models imitate --help", "--seed --models", "kchft models imitate")]
    public async Task Help_names_every_option_and_shows_an_example(string arguments, string mentioned, string example)
    {
        Outcome help = await Kchft.RunAsync(arguments.Split(' '));

        Assert.Equal(0, help.ExitCode);
        Assert.Empty(help.Error);
        Assert.All(mentioned.Split(' '), word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
        string description = help.Output[..help.Output.IndexOf("Usage:", StringComparison.Ordinal)];
        Assert.Contains(example, description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_alone_gives_the_help()
    {
        Outcome bare = await Kchft.RunAsync();
        Outcome help = await Kchft.RunAsync("--help");

        Assert.Equal(help, bare);
    }

    [Fact]
    public async Task The_help_promises_no_return_and_claims_no_tie_to_KuCoin()
    {
        Outcome help = await Kchft.RunAsync("--help");

        Assert.Contains("Not affiliated with or endorsed by KuCoin", help.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing here promises a return", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "'nope'", "kchft --help")]
    [InlineData("demo --nope", "'--nope'", "kchft demo --help")]
    [InlineData("replay --data", "'--data'", "kchft replay --help")]
    [InlineData("demo --capital much", "'much'", "--capital")]
    [InlineData("models", "command", "kchft models --help")]
    [InlineData("models seal", "seal", "kchft models seal --help")]
    public async Task A_mistake_on_the_command_line_is_named_with_where_its_help_stands(string arguments, string mistake, string mend)
    {
        Outcome refusal = await Kchft.RunAsync(arguments.Split(' '));

        refusal.AssertRefused(mistake, mend);
    }
}
