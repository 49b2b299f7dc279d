using System.Text.RegularExpressions;

namespace KuCoinHft.Cli.Tests;

/// <summary>What README.md tells a reader to type and to open is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));

    [Fact]
    public async Task Every_fenced_command_names_a_project_and_a_verb_that_exist()
    {
        string[] commands = [.. FencedLines().Where(l => l.StartsWith("dotnet run", StringComparison.Ordinal) || l.StartsWith("dotnet test", StringComparison.Ordinal))];

        Assert.Contains(commands, c => c.StartsWith("dotnet run", StringComparison.Ordinal));
        Assert.Contains(commands, c => c.StartsWith("dotnet test", StringComparison.Ordinal));
        foreach (string command in commands)
        {
            string path = TargetPath().Match(command).Groups["path"].Value;
            Assert.True(path.Length > 0 && Path.Exists(Path.Combine(Checkout.Root, path)), $"'{command}' names '{path}', which is not in the repository");
            int arguments = command.IndexOf(" -- ", StringComparison.Ordinal);
            if (path == "src/KuCoinHft.Cli")
                await AssertKnownAsync(arguments < 0 ? "" : command[(arguments + 4)..]);
        }
    }

    [Fact]
    public async Task Every_verb_and_option_that_the_text_mentions_exists()
    {
        string[] mentions = [.. Mention().Matches(Readme).Select(m => m.Groups["arguments"].Value).Distinct()];

        Assert.Contains("replay", mentions);
        foreach (string mention in mentions)
            await AssertKnownAsync(mention);
    }

    [Fact]
    public void Every_file_that_it_links_to_exists()
    {
        string[] links = [.. Link().Matches(Readme).Select(m => m.Groups["path"].Value).Where(p => !p.Contains("://", StringComparison.Ordinal))];

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Checkout.Root, link)), $"README.md links to {link}, which is not in the repository"));
    }

    private static IEnumerable<string> FencedLines()
    {
        bool isFenced = false;
        foreach (string line in Readme.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (isFenced)
                yield return line;
        }
    }

    // The words before the first option or placeholder are the verb; its help must know every option.
    private static async Task AssertKnownAsync(string arguments)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] verb = [.. words.TakeWhile(w => VerbWord().IsMatch(w))];

        Outcome help = await Kchft.RunAsync([.. verb, "--help"]);

        Assert.True(help.ExitCode == 0, $"README.md mentions 'kchft {arguments}': {help.Error}");
        Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:--project|dotnet test(?: -\S+ \w+)*)\s+(?<path>[^\s-]\S*)")]
    private static partial Regex TargetPath();

    [GeneratedRegex(@"`kchft (?<arguments>[^`]+)`")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex VerbWord();
}
