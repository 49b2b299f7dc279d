using System.Text.Json;
using KuCoinHft.Research.Tests.Trace;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class TraceTests(TracedSession session) : IClassFixture<TracedSession>
{
    [Fact]
    public async Task An_order_frame_is_one_object_with_every_room()
    {
        SeenFrame order = session.Orders[^1];
        JsonElement report = (await TraceAsync($"{order.Sequence}", "--json")).Json();

        Assert.Equal(order.Sequence, report.GetProperty("sequence").GetInt64());
        Assert.True(report.GetProperty("equalsJournal").GetBoolean());
        JsonElement[] rooms = [.. report.GetProperty("rooms").EnumerateArray()];
        Assert.Equal(["intake", "decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send"], rooms.Select(r => r.GetProperty("room").GetString()));
        Assert.Equal(report.GetProperty("totalNs").GetInt64(), rooms.Sum(r => r.GetProperty("ns").GetInt64()));
        Assert.All(rooms, r => Assert.Equal("recomputed", r.GetProperty("origin").GetString()));
        Assert.Contains("not in the session", report.GetProperty("timesAre").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_frame_is_shown_with_its_reason_and_its_bytes()
    {
        Outcome traced = await TraceAsync($"{session.BadFrame}", "--bytes");

        Assert.Equal(0, traced.ExitCode);
        Assert.Empty(traced.Error);
        traced.AssertPlain();
        Assert.Contains("refused as Truncated: the bytes end inside a value", traced.Output, StringComparison.Ordinal);
        Assert.Equal("""{"type":"message","topic":"/market/match:BTC-""", traced.Lines[^1]);
        Assert.DoesNotContain("features, recomputed", traced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_other_models_it_says_so_and_shows_the_recorded_answers()
    {
        using var none = new TemporaryFolder();
        Outcome traced = await Kchft.RunAsync("trace", $"{session.Orders[^1].Sequence}", "--journal", session.Folder, "--models", none.Path);

        Assert.Equal(0, traced.ExitCode);
        Assert.Contains("not the session's model momentum: the session had ", traced.Output, StringComparison.Ordinal);
        Assert.Contains("infer, recorded", traced.Output, StringComparison.Ordinal);
        Assert.Contains("Replay against the journal: equal", traced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_is_not_there_is_refused_with_the_range()
    {
        (await TraceAsync("123456789")).AssertRefused("123456789", $"holds 0 to {session.Frames.Count - 1}");
    }

    [Fact]
    public async Task A_folder_without_a_journal_is_refused_by_name()
    {
        using var empty = new TemporaryFolder();
        (await Kchft.RunWithModelsAsync("trace", "0", "--journal", empty.Path)).AssertRefused(empty.Path, "--journal");
        (await Kchft.RunWithModelsAsync("trace", "0", "--journal", empty.File("none"))).AssertRefused(empty.File("none"), "--journal");
        (await Kchft.RunAsync("trace", "0")).AssertRefused("--journal", "kchft trace --help");
    }

    private Task<Outcome> TraceAsync(params string[] arguments) => Kchft.RunWithModelsAsync(["trace", .. arguments, "--journal", session.Folder]);
}
