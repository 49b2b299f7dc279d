using System.Text.Json;

namespace KuCoinHft.Cli.Tests;

/// <summary>What a run left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output as JSON, of a run that went well.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode == 0, $"exit {ExitCode}: {Error}");
        return JsonElement.Parse(Output);
    }

    /// <summary>Asserts a refusal as every verb gives it: exit 2, nothing on stdout, and one line on stderr that says what it must.</summary>
    public void AssertRefused(params string[] named)
    {
        Assert.Equal(2, ExitCode);
        Assert.Empty(Output);
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("kchft: ", line, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, line, StringComparison.Ordinal));
        AssertNoStackTrace();
    }

    /// <summary>Asserts that nothing in it is meant for a terminal.</summary>
    public void AssertPlain()
    {
        Assert.DoesNotContain('\u001b', Output + Error);
        Assert.DoesNotContain('\r', Output + Error);
    }

    public void AssertNoStackTrace()
    {
        Assert.DoesNotContain("   at ", Error + Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error + Output, StringComparison.Ordinal);
    }
}
