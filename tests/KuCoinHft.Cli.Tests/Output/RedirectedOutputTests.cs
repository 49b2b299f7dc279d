namespace KuCoinHft.Cli.Tests.Output;

public sealed class RedirectedOutputTests
{
    [Fact]
    public async Task The_tables_of_a_replay_are_plain_and_whole_in_a_pipe()
    {
        Outcome replay = await Kchft.RunWithModelsAsync("replay");

        Assert.Equal(0, replay.ExitCode);
        AssertPlain(replay);

        // A sequence number and a book's hash stand on one line each: nothing was folded into 80 columns.
        string book = Assert.Single(replay.Lines, line => line.Contains("ANKR-BTC", StringComparison.Ordinal));
        Assert.Contains("1612734157965", book, StringComparison.Ordinal);
        Assert.Contains("a6ac28829be0d5ca", book, StringComparison.Ordinal);
        Assert.True(book.Length >= 120, $"{book.Length} columns");
    }

    [Fact]
    public async Task The_tables_and_the_progress_of_a_demo_are_plain_in_a_pipe()
    {
        Outcome demo = await Kchft.RunWithModelsAsync("demo", "--data", "kucoin-2021", "--speed", "5x");

        Assert.Equal(0, demo.ExitCode);
        AssertPlain(demo);
        Assert.Contains("functional, shared process", demo.Output, StringComparison.Ordinal);
        Assert.Contains("net profit or loss", demo.Output, StringComparison.Ordinal);
        string promise = Assert.Single(demo.Lines, line => line.Contains("no return is promised", StringComparison.Ordinal));
        Assert.EndsWith("not affiliated with KuCoin.", promise, StringComparison.Ordinal);
        Assert.Contains("\nmarket time 00:", demo.Error, StringComparison.Ordinal);
    }

    private static void AssertPlain(Outcome outcome)
    {
        Assert.DoesNotContain('\u001b', outcome.Output + outcome.Error);
        Assert.DoesNotContain('\r', outcome.Output + outcome.Error);
    }
}
