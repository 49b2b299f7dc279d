using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Doctor;

public sealed class DoctorTests
{
    [Fact]
    public async Task Every_line_is_ok_or_says_what_mends_it()
    {
        Outcome outcome = await Kchft.RunAsync("doctor", "--json");
        using JsonDocument findings = JsonDocument.Parse(outcome.Output);
        string[] subjects = [.. findings.RootElement.EnumerateArray().Select(finding => finding.GetProperty("subject").GetString()!)];

        Assert.Equal(
            ["cores", "isolcpus", "nohz_full", "irq affinity", "governor", "smt", "transparent huge pages", "clock source", "time", "memlock", "garbage collector", "onnxruntime", "gpu"],
            subjects);
        bool isAllOk = findings.RootElement.EnumerateArray().All(finding => finding.GetProperty("isOk").GetBoolean());
        Assert.Equal(isAllOk ? 0 : 1, outcome.ExitCode);
        Assert.All(findings.RootElement.EnumerateArray(), finding =>
        {
            Assert.NotEqual("", finding.GetProperty("found").GetString());
            Assert.NotEqual(finding.GetProperty("isOk").GetBoolean(), finding.GetProperty("mend").GetString()!.Length > 0);
        });

        // What the program sets itself, and what it brings along, is right wherever it runs.
        Assert.All(
            findings.RootElement.EnumerateArray().Where(finding => finding.GetProperty("subject").GetString() is "garbage collector" or "onnxruntime"),
            finding => Assert.True(finding.GetProperty("isOk").GetBoolean(), finding.GetRawText()));
    }

    [Fact]
    public async Task For_people_it_is_a_table()
    {
        Outcome outcome = await Kchft.RunAsync("doctor");

        Assert.Contains("clock source", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("ok", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("docs/pinned.md", outcome.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Checkout.Root, "docs", "pinned.md")));
    }
}
