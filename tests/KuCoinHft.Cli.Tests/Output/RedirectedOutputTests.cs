namespace KuCoinHft.Cli.Tests.Output;

public sealed class RedirectedOutputTests
{
    [Fact]
    public async Task The_tables_of_a_replay_are_plain_and_whole_in_a_pipe()
    {
        Outcome replay = await Kchft.RunWithModelsAsync("replay");

        Assert.Equal(0, replay.ExitCode);
        replay.AssertPlain();

        // A sequence number and a book's hash stand on one line each: nothing was folded into 80 columns.
        string book = Assert.Single(replay.Lines, line => line.Contains("ANKR-BTC", StringComparison.Ordinal));
        Assert.Contains("1612734157965", book, StringComparison.Ordinal);
        Assert.Contains("a6ac28829be0d5ca", book, StringComparison.Ordinal);
        Assert.True(book.Length >= 120, $"{book.Length} columns");
    }
}
