using System.Diagnostics;
using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Latency;

/// <summary>Short runs of every transport: what was planned is what was measured.</summary>
public sealed class LatencyRunTests
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("memory", "fused")]
    [InlineData("tcp", "two")]
    [InlineData("tls", "spread")]
    public async Task Every_planned_frame_is_sent_measured_and_answered(string transport, string placement)
    {
        Outcome bench = await Kchft.RunWithModelsAsync("bench", "latency", "--transport", transport, "--placement", placement, "--seconds", "0.7", "--runs", "2", "--json");

        JsonElement report = bench.Json();
        Assert.Equal(2, report.GetProperty("runs").GetArrayLength());
        Assert.StartsWith(transport == "memory" ? "memory to memory" : "socket to socket", report.GetProperty("label").GetString(), StringComparison.Ordinal);
        Assert.InRange(report.GetProperty("stampNs").GetDouble(), 1, 10_000);
        Assert.True(report.GetProperty("idleHiccups").GetProperty("count").GetInt64() > 1000);
        foreach (JsonElement run in report.GetProperty("runs").EnumerateArray())
            AssertWhole(run, hasEcho: transport != "memory");
    }

    // Counted from when it was really sent, the frames behind a standstill would look as fast as any: coordinated omission.
    [Fact]
    public async Task A_generator_that_stands_still_is_seen_in_the_latencies()
    {
        Outcome bench = await Kchft.RunWithModelsAsync("bench", "latency", "--seconds", "0.7", "--runs", "1", "--stall-ms", "50", "--json");

        JsonElement latencies = bench.Json().GetProperty("runs")[0].GetProperty("latencies");
        foreach (string name in (string[])["tick through the engine", "generator lateness"])
        {
            Assert.True(Of(latencies, name, "max") >= 50_000_000, $"{name}: max {Of(latencies, name, "max")}");
            Assert.True(Of(latencies, name, "p99") >= 30_000_000, $"{name}: p99 {Of(latencies, name, "p99")}");
        }
    }

    [Fact]
    public async Task A_fixed_rate_is_planned_evenly_and_the_log_holds_every_distribution()
    {
        string file = Path.Combine(Path.GetTempPath(), $"kchft-{Guid.NewGuid():N}.hlog");
        try
        {
            Outcome bench = await Kchft.RunWithModelsAsync("bench", "latency", "--rate", "2000", "--seconds", "0.5", "--runs", "1", "--json", "--histogram", file);

            JsonElement run = bench.Json().GetProperty("runs")[0];
            Assert.InRange(run.GetProperty("plannedFrames").GetInt32(), 1000, 1001);
            string[] tags = [.. File.ReadAllLines(file).Where(line => line.StartsWith("Tag=", StringComparison.Ordinal)).Select(line => line.Split(',')[0]["Tag=".Length..])];
            Assert.Equal(run.GetProperty("latencies").EnumerateObject().Select(l => l.Name.Replace(' ', '-')), tags);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--transport", "udp", "memory, tcp or tls")]
    [InlineData("--rate", "fast", "recorded:20x")]
    [InlineData("--rate", "recorded:0x", "0.1 to 1000")]
    [InlineData("--rate", "0", "1 to 10000000")]
    [InlineData("--seconds", "0", "0.1 to 600")]
    [InlineData("--runs", "0", "1 to 100")]
    [InlineData("--decide-every", "0", "1 to 1000")]
    [InlineData("--stall-ms", "-1", "0 to 10000")]
    [InlineData("--placement", "intake yield", "engine")]
    [InlineData("--histogram", "/no/such/folder/runs.hlog", "/no/such/folder")]
    public async Task What_cannot_be_run_is_refused_with_the_mend(string option, string value, string mend)
    {
        Outcome refusal = await Kchft.RunWithModelsAsync("bench", "latency", option, value);

        Assert.Equal(2, refusal.ExitCode);
        Assert.Empty(refusal.Output);
        Assert.Contains(mend, refusal.Error, StringComparison.Ordinal);
        refusal.AssertNoStackTrace();
    }

    [Fact]
    public async Task When_the_engine_dies_the_generator_ends_too()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using Process engine = Kchft.Start("bench", "latency", "--transport", "tcp", "--seconds", "60", "--runs", "1", "--models", Checkout.Models);
        int generator = await GeneratorOfAsync(engine);

        engine.Kill();

        await UntilAsync(() => !IsAlive(generator), "the generator outlives the engine");
    }

    [Fact]
    public async Task When_the_generator_dies_the_engine_says_so_and_ends()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using Process engine = Kchft.Start("bench", "latency", "--transport", "tcp", "--seconds", "60", "--runs", "1", "--models", Checkout.Models);
        int generator = await GeneratorOfAsync(engine);
        // Its recording read, it has said where it listens: the rehearsal is under way.
        while (await engine.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("rehearsing", StringComparison.Ordinal))
            continue;

        Process.GetProcessById(generator).Kill();

        Outcome outcome = await Kchft.FinishAsync(engine, Stream.Null);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("load generator", outcome.Error, StringComparison.Ordinal);
        outcome.AssertNoStackTrace();
    }

    private static void AssertWhole(JsonElement run, bool hasEcho)
    {
        int planned = Count(run, "plannedFrames"), decisions = Count(run, "decisions"), orders = Count(run, "orders");
        JsonElement latencies = run.GetProperty("latencies");
        Assert.True(planned > 500, $"{planned} frames");
        Assert.Equal(planned, Count(run, "sentFrames"));
        Assert.Equal(planned, Count(run, "ticks"));
        Assert.Equal(planned, Of(latencies, "tick through the engine", "count"));
        Assert.Equal(planned, Of(latencies, "generator lateness", "count"));
        Assert.InRange(decisions, (planned / 3) - 2, (planned / 3) + 2);
        Assert.Equal(0, Count(run, "decisionsNotReady"));
        Assert.Equal(decisions, Of(latencies, "tick to decision", "count"));
        Assert.InRange(orders, 10, decisions);
        Assert.Equal(orders, Count(run, "ordersReceived"));
        Assert.Equal(orders, Of(latencies, "tick to order", "count"));
        Assert.Equal(hasEcho, latencies.TryGetProperty("echo round trip", out JsonElement echo));
        if (hasEcho)
            Assert.InRange(echo.GetProperty("count").GetInt32(), orders, planned);
        AssertAddsUp(run, planned, decisions, orders);
    }

    private static void AssertAddsUp(JsonElement run, int ticks, int decisions, int orders)
    {
        Assert.Equal(0, Count(run, "stagesExceedTotal"));
        JsonElement less = run.GetProperty("totalLessStages");
        Assert.Equal(ticks + decisions, less.GetProperty("count").GetInt64());
        Assert.InRange(less.GetProperty("p50").GetInt64(), 1, 1000);
        JsonElement stages = run.GetProperty("stages");
        Assert.Equal(decisions > orders ? 3 : 2, stages.EnumerateObject().Count());
        foreach (JsonProperty kind in stages.EnumerateObject())
        {
            (string Name, double Mean)[] rows = [.. kind.Value.EnumerateArray().Select(row => (row.GetProperty("stage").GetString()!, row.GetProperty("mean").GetDouble()))];
            Assert.Equal(
                "before intake, queue, decode, book, features, infer, agents, risk, orders, journal, observe (harness), send, sum of the stages, total, stamped apart",
                string.Join(", ", rows.Select(row => row.Name)));
            // Each mean is rounded to a tenth.
            Assert.Equal(rows[^2].Mean, rows[..^2].Sum(row => row.Mean), tolerance: 0.1 * rows.Length);
            Assert.True(rows[^1].Mean > rows[^2].Mean, $"{kind.Name}: the total of {rows[^1].Mean} is not behind the sum of {rows[^2].Mean}");
        }
    }

    private static int Count(JsonElement run, string name) => run.GetProperty(name).GetInt32();

    private static long Of(JsonElement latencies, string name, string figure) => latencies.GetProperty(name).GetProperty(figure).GetInt64();

    // The process whose parent's parent or parent is the engine: tests start it through env, which becomes it.
    private static async Task<int> GeneratorOfAsync(Process engine)
    {
        int found = 0;
        await UntilAsync(() => (found = Children(engine.Id).FirstOrDefault()) != 0, "no generator was started");
        return found;
    }

    private static IEnumerable<int> Children(int parent)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int id) && Text($"{folder}/cmdline").Contains("latency-load", StringComparison.Ordinal)
                && Text($"{folder}/stat").Split(") ")[^1].Split(' ') is [_, var ppid, ..] && ppid == $"{parent}")
                yield return id;
        }
    }

    // Z: ended, and nobody has asked for its exit code yet.
    private static bool IsAlive(int id) => Text($"/proc/{id}/stat").Split(") ")[^1] is { Length: > 0 } state && state[0] != 'Z';

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task UntilAsync(Func<bool> isSo, string otherwise)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < EndTimeout, otherwise);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
