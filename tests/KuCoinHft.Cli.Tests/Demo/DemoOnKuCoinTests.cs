using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed class DemoOnKuCoinTests
{
    [Fact]
    public async Task Pairs_that_KuCoin_does_not_list_for_margin_are_rejected_by_name_and_everything_is_understood()
    {
        JsonElement report = (await Kchft.RunWithModelsAsync("demo", "--data", "kucoin-2021", "--speed", "5x", "--json")).Json();

        Assert.Equal(0, report.GetProperty("decodeErrors").GetInt64());
        Assert.Equal(0, report.GetProperty("gaps").GetInt64());
        Assert.True(report.GetProperty("rejectReasons").GetProperty("NotMarginable").GetInt64() > 0);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("spread")]
    public async Task It_runs_on_more_than_one_worker(string placement)
    {
        JsonElement report = (await Kchft.RunWithModelsAsync("demo", "--data", "kucoin-2021", "--speed", "20x", "--json", "--placement", placement)).Json();

        Assert.True(report.GetProperty("frames").GetInt64() > 7_000);
        Assert.Equal(0, report.GetProperty("decodeErrors").GetInt64());
        Assert.Equal(0, report.GetProperty("gaps").GetInt64());
        Assert.True(report.GetProperty("decisions").GetInt64() > 0);
    }
}
