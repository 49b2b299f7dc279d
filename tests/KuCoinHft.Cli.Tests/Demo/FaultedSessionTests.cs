using System.Text.Json;
using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Demo;

/// <summary><c>kchft test</c>: a demo with faults.</summary>
public sealed class FaultedSessionTests
{
    [Fact]
    public async Task The_report_is_a_demos_with_the_faults_and_the_ledgers_word()
    {
        JsonElement report = (await TestAsync("""{"faults":[{"name":"sequenceGap","probability":0.001},{"name":"answerLost","probability":0.5}]}""")).Json();
        Assert.True(report.GetProperty("faults").GetProperty("sequenceGap").GetInt64() > 0);
        Assert.True(report.GetProperty("faults").TryGetProperty("answerLost", out _));
        Assert.True(report.GetProperty("gaps").GetInt64() > 0);
        Assert.All(report.GetProperty("pairs").EnumerateArray(), x => Assert.NotEqual("differs", x.GetProperty("agreement").GetString()));
    }

    [Fact]
    public async Task A_connection_that_breaks_ends_the_session_with_its_report_and_exit_code_2()
    {
        Outcome outcome = await TestAsync("""{"faults":[{"name":"restart","atSeconds":5,"forSeconds":5}]}""");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("The exchange closed the", outcome.Error, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(outcome.Output);
        Assert.Contains("The exchange closed the", report.RootElement.GetProperty("endedEarly").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_with_a_mistake_is_refused_with_its_place()
    {
        Outcome outcome = await TestAsync("""{"faults":[{"name":"nonsense"}]}""");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("faults[0]: there is no fault \"nonsense\"", outcome.Error, StringComparison.Ordinal);
        outcome.AssertNoStackTrace();
    }

    private static async Task<Outcome> TestAsync(string table)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "table.json");
        await File.WriteAllTextAsync(path, table, TestContext.Current.CancellationToken);
        return await Kchft.RunWithModelsAsync("test", "--data", "kucoin-2021", "--speed", "20x", "--json", "--faults", path, "--seed", "7");
    }
}
