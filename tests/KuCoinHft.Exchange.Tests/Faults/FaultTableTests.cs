using System.Text;
using KuCoinHft.Exchange.Faults;

namespace KuCoinHft.Exchange.Tests.Faults;

public sealed class FaultTableTests
{
    [Fact]
    public void Every_kind_can_be_named_with_its_parameters()
    {
        string[] single = ["answerLost", "fillDuplicated", "fillDropped", "pushWithoutOrderId", "marketFundsCanceled", "sequenceGap", "staleSnapshot"];
        string[] lasting = ["rateLimitStorm", "restart"];
        string rows = string.Join(',', [
            .. single.Select(x => $$"""{"name":"{{x}}","probability":0.25}"""),
            .. lasting.Select(x => $$"""{"name":"{{x}}","atSeconds":2,"forSeconds":1.5}"""),
            """{"name":"answerError","atSeconds":3,"times":2,"code":"408000"}""",
            """{"name":"fillBeforeAck","probability":1,"delayMs":20}""",
            """{"name":"cancelFillRace","probability":1}""",
            """{"name":"silentSocket","atSeconds":0,"forSeconds":1,"socket":"feed"}""",
            """{"name":"halfOpen","atSeconds":0,"forSeconds":1}""",
            """{"name":"tokenExpiry","atSeconds":9}""",
            """{"name":"clockSkew","atSeconds":0,"forSeconds":1,"skewMs":-7000}""",
            """{"name":"slowDrip","probability":0.000001,"bytes":3,"delayMs":2}""",
        ]);
        Fault[] faults = [.. Plans.Of(rows).Table.Faults];
        Assert.Equal(Enum.GetValues<FaultKind>(), faults.Select(x => x.Kind).Order());
        Assert.Equal((250_000, null, long.MaxValue), (faults[0].ChanceE6, faults[0].AtNs, faults[0].Times));
        Fault error = faults.Single(x => x.Kind == FaultKind.AnswerError);
        Assert.Equal((0, 3_000_000_000L, 2, "408000"), (error.ChanceE6, error.AtNs, error.Times, error.Code));
        Assert.Equal(1_500_000_000, faults.Single(x => x.Kind == FaultKind.Restart).ForNs);
        Assert.Equal(20_000_000, faults.Single(x => x.Kind == FaultKind.FillBeforeAck).DelayNs);
        Assert.Equal((FaultSockets.Feed, FaultSockets.Both), (faults.Single(x => x.Kind == FaultKind.SilentSocket).Sockets, faults.Single(x => x.Kind == FaultKind.HalfOpen).Sockets));
        Assert.Equal(-7000, faults.Single(x => x.Kind == FaultKind.ClockSkew).SkewMs);
        Assert.Equal((3, 2_000_000, 1), (faults[^1].Bytes, faults[^1].DelayNs, faults[^1].ChanceE6));
    }

    [Theory]
    [InlineData("""[""", "not JSON")]
    [InlineData("""{}""", "give at least one of faults")]
    [InlineData("""{"faults":[{"probability":0.5}]}""", "faults[0]: \"name\" is missing")]
    [InlineData("""{"faults":[{"name":"answerlost","probability":0.5}]}""", "faults[0]: there is no fault \"answerlost\"; known are answerLost,")]
    [InlineData("""{"faults":[{"name":"answerLost"}]}""", "faults[0]: give either probability or atSeconds")]
    [InlineData("""{"faults":[{"name":"answerLost","probability":0.5,"atSeconds":1}]}""", "faults[0]: give either probability or atSeconds")]
    [InlineData("""{"faults":[{"name":"answerLost","probability":1.5}]}""", "faults[0].probability: must be a number in 0.000001..1")]
    [InlineData("""{"faults":[{"name":"answerLost","probability":1,"delayMs":5}]}""", "faults[0]: unknown field \"delayMs\"")]
    [InlineData("""{"faults":[{"name":"restart","probability":1}]}""", "faults[0]: give atSeconds and forSeconds")]
    [InlineData("""{"faults":[{"name":"silentSocket","atSeconds":1,"forSeconds":1,"socket":"rest"}]}""", "faults[0]: socket is rest; use feed, trade or both")]
    [InlineData("""{"faults":[{"name":"answerError","probability":1,"code":"200000"}]}""", "faults[0]: code is 200000; use one that leaves the outcome open")]
    public void A_mistake_is_named_with_its_place(string json, string message)
    {
        FormatException e = Assert.Throws<FormatException>(() => FaultTable.Parse(Encoding.UTF8.GetBytes(json), "table.json"));
        Assert.StartsWith("table.json has ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        FormatException e = Assert.Throws<FormatException>(() => Plans.Of("""{"name":"answerLost"},{"name":"nonsense"},{"name":"restart","atSeconds":-1,"forSeconds":1}"""));
        Assert.Contains("3 mistakes", e.Message, StringComparison.Ordinal);
    }
}
