using System.Text.Json;
using KuCoinHft.Research.Tests.Trace;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class WhyTests(TracedSession session) : IClassFixture<TracedSession>
{
    [Fact]
    public async Task An_order_is_one_object_by_its_clientOid()
    {
        SeenFrame order = session.Orders[3];
        string clientOid = session.Journal.ClientOid(order.Intent.OrderKey);
        JsonElement report = (await WhyAsync(clientOid, "--json")).Json();

        Assert.Equal(order.Sequence, report.GetProperty("sequence").GetInt64());
        Assert.Equal(clientOid, report.GetProperty("order").GetProperty("clientOid").GetString());
        Assert.Equal(session.PushesOf(clientOid)[0].Push.GetProperty("orderId").GetString(), report.GetProperty("order").GetProperty("orderId").GetString());
        Assert.Equal(10, report.GetProperty("checks").GetArrayLength());
        Assert.Equal("None", report.GetProperty("reject").GetString());
        Assert.True(report.GetProperty("equalsJournal").GetBoolean());
        Assert.Equal("sent", report.GetProperty("life")[0].GetProperty("what").GetString());
        Assert.True(report.GetProperty("latency").GetProperty("answerNs").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("latency").GetProperty("speed").ValueKind);
    }

    [Fact]
    public async Task An_order_is_told_in_tables_by_sequence_and_index()
    {
        Outcome told = await WhyAsync($"{session.Orders[3].Sequence}.0");

        Assert.Equal(0, told.ExitCode);
        Assert.Empty(told.Error);
        told.AssertPlain();
        Assert.Contains("passed every check and was sent as kh-00005eed-", told.Lines[0], StringComparison.Ordinal);
        Assert.All((string[])["Q-values by target", "Risk checks", "Before it", "Life", "to the answer"], part => Assert.Contains(part, told.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rejected_intent_names_reason_and_check_by_its_sequence()
    {
        SeenFrame rejected = session.Rejects[0];
        Outcome told = await WhyAsync($"{rejected.Sequence}");

        Assert.Equal(0, told.ExitCode);
        Assert.Contains($"was rejected as {rejected.Intent.Reject}: ", told.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"failed: {rejected.Intent.Reject}", told.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kh-", "begins", "give more of it", "kh-00005eed-")]
    [InlineData("kh-1", "No order of the session begins with 'kh-1'", "sequence.index")]
    [InlineData("0", "no decision frame", "kchft trace 0")]
    [InlineData("123456789", "123456789", "holds 0 to")]
    public async Task What_names_no_decision_is_refused_with_the_mend(string order, params string[] named)
    {
        (await WhyAsync(order)).AssertRefused(named);
    }

    private Task<Outcome> WhyAsync(params string[] arguments) => Kchft.RunWithModelsAsync(["why", .. arguments, "--journal", session.Folder]);
}
