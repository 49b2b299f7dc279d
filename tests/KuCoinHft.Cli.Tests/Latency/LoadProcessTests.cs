using System.Diagnostics;
using KuCoinHft.Cli.Latency;

namespace KuCoinHft.Cli.Tests.Latency;

/// <summary>A second process that does not do what it should, played by a shell.</summary>
public sealed class LoadProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public void One_that_says_nothing_is_given_up_and_ended()
    {
        TimeoutException refusal = Assert.Throws<TimeoutException>(() => Start("exec sleep 60", TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken));

        Assert.Contains("has not said ready within 0.5 s", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo $$ > FILE; exec sleep 60")]
    [InlineData("echo $$ > FILE; echo ready nonsense; exec sleep 60")]
    public void One_that_does_not_come_up_leaves_no_process(string script)
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.NotNull(Record.Exception(() => Start(script.Replace("FILE", file, StringComparison.Ordinal), TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken)));

            int id = int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{id}"), Long), $"process {id} is still there");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_line_is_waited_for_no_longer_than_the_run_lasts()
    {
        using var cancellation = new CancellationTokenSource();
        using LoadProcess process = Start("echo ready 1 2 -; exec sleep 60", Long, cancellation.Token);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));

        Assert.ThrowsAny<OperationCanceledException>(() => process.Read("result"));
    }

    [Fact]
    public void What_is_told_to_a_dead_one_says_how_it_died()
    {
        using LoadProcess process = Start("echo ready 1 2 -; echo out of paper >&2; exit 3", Long, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => process.Fault is not null, Long));

        IOException refusal = Assert.Throws<IOException>(() => process.Tell("flood 1"));

        Assert.Equal("The load generator ended with 3. out of paper", refusal.Message);
    }

    private static LoadProcess Start(string script, TimeSpan answerTimeout, CancellationToken cancellation)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the child is a script of /bin/sh");
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return new LoadProcess(start, answerTimeout, cancellation);
    }
}
