using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed class DemoMistakesTests
{
    [Theory]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("1001x")]
    [InlineData("NaNx")]
    [InlineData("20")]
    [InlineData("fast")]
    public async Task A_speed_that_is_none_is_refused_with_what_one_is(string speed)
    {
        (await DemoAsync($"--speed={speed}")).AssertRefused($"--speed is {speed}", "1x or 20x, at most 1000x");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("25h")]
    [InlineData("soon")]
    public async Task A_time_to_open_after_that_is_none_is_refused_with_what_one_is(string time)
    {
        (await DemoAsync($"--open-after={time}")).AssertRefused($"--open-after is {time}", "90s, 6m or 1h, at most a day");
    }

    [Fact]
    public async Task A_recording_that_is_over_before_the_exchange_opens_is_refused()
    {
        (await DemoAsync("--data", "kucoin-2021", "--open-after", "1m")).AssertRefused("kucoin-2021 is over", "give a shorter time");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1000000001")]
    [InlineData("79228162514264337593543950335")]
    public async Task A_capital_out_of_bounds_is_refused_with_the_bounds(string capital)
    {
        (await DemoAsync($"--capital={capital}")).AssertRefused($"--capital is {capital}", "1 to 1000000000 USDT");
    }

    [Fact]
    public async Task A_placement_that_names_no_stage_is_refused_with_every_mistake_and_the_nearest_names()
    {
        Outcome refusal = await DemoAsync("--placement", "intake, engin @0 yield");

        Assert.Equal(2, refusal.ExitCode);
        Assert.Empty(refusal.Output);
        Assert.Contains("column 9: there is no stage engin; nearest known: engine", refusal.Error, StringComparison.Ordinal);
        refusal.AssertNoStackTrace();
    }

    [Fact]
    public async Task Nonsense_for_a_placement_is_refused_with_the_stages_that_need_a_worker()
    {
        Outcome refusal = await DemoAsync("--placement", "nonsense");

        Assert.Equal(2, refusal.ExitCode);
        Assert.Contains("\"nonsense\"", refusal.Error, StringComparison.Ordinal);
        Assert.Contains("no worker polls intake, engine", refusal.Error, StringComparison.Ordinal);
        refusal.AssertNoStackTrace();
    }

    [Fact]
    public async Task A_journal_where_no_folder_can_be_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), "a file");

        (await DemoAsync("--journal", folder.File("taken"))).AssertRefused(folder.File("taken"), "--journal");
        Assert.Equal("a file", File.ReadAllText(folder.File("taken")));
    }

    private static Task<Outcome> DemoAsync(params string[] arguments) => Kchft.RunWithModelsAsync(["demo", "--json", .. arguments]);
}
