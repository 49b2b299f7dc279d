using System.Text;
using KuCoinHft.Adapters.KuCoin;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class PingPeriodsTests
{
    [Theory]
    [InlineData("""{"pingInterval":18000,"pingTimeout":10000}""", 18_000, 10_000)]
    [InlineData("""{"endpoint":"wss://x/","pingInterval":5000,"pingTimeout":2500}""", 5_000, 2_500)]
    [InlineData("""{"pingInterval":10,"pingTimeout":600000}""", 10, 600_000)]
    [InlineData("""{"pingInterval":"5000","pingTimeout":2500}""", 5_000, 2_500)]
    public void What_the_server_says_is_done(string json, int intervalMs, int timeoutMs) => Assert.Equal(Periods(intervalMs, timeoutMs), PingPeriods.Of(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-18000")]
    [InlineData("9")]
    [InlineData("600001")]
    [InlineData("9223372036854775807")]
    [InlineData("1e400")]
    [InlineData("18000.5")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"soon\"")]
    [InlineData("{}")]
    public void Nonsense_becomes_what_KuCoin_documents(string value)
    {
        Assert.Equal(Periods(18_000, 2_500), PingPeriods.Of(Encoding.UTF8.GetBytes($$"""{"pingInterval":{{value}},"pingTimeout":2500}""")));
        Assert.Equal(Periods(5_000, 10_000), PingPeriods.Of(Encoding.UTF8.GetBytes($$"""{"pingInterval":5000,"pingTimeout":{{value}}}""")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("<html>")]
    public void Nothing_becomes_what_KuCoin_documents(string json) => Assert.Equal(Periods(18_000, 10_000), PingPeriods.Of(Encoding.UTF8.GetBytes(json)));

    private static PingPeriods Periods(int intervalMs, int timeoutMs) => new(TimeSpan.FromMilliseconds(intervalMs), TimeSpan.FromMilliseconds(timeoutMs));
}
