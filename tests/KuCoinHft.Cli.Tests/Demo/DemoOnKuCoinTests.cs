using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed class DemoOnKuCoinTests
{
    [Fact]
    public async Task The_tables_and_the_progress_are_plain_in_a_pipe_and_name_what_KuCoin_does_not_list_for_margin()
    {
        // At this speed the recording lasts long enough for a line of progress, and for agents that want a position.
        Outcome demo = await Kchft.RunWithModelsAsync("demo", "--data", "kucoin-2021", "--speed", "5x");

        Assert.Equal(0, demo.ExitCode);
        demo.AssertPlain();
        Assert.Contains("functional, shared process", demo.Output, StringComparison.Ordinal);
        Assert.Contains("net profit or loss", demo.Output, StringComparison.Ordinal);
        Assert.Contains("\nPlacement: intake, engine ", demo.Output, StringComparison.Ordinal);
        Assert.Contains(" NotMarginable", demo.Lines.Single(l => l.Contains("rejected by risk", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches(@"frames, decode errors, gaps │ [0-9,]+, 0, 0 ", demo.Output);
        string promise = Assert.Single(demo.Lines, line => line.Contains("no return is promised", StringComparison.Ordinal));
        Assert.EndsWith("not affiliated with KuCoin.", promise, StringComparison.Ordinal);
        Assert.Contains("\nmarket time 00:", demo.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_tells_what_went_over_the_wire_and_what_TLS_costs(bool isTls)
    {
        JsonElement report = (await Kchft.RunWithModelsAsync(["demo", "--data", "kucoin-2021", "--speed", "20x", "--json", .. (string[])(isTls ? ["--tls"] : [])])).Json();

        Assert.Equal(0, report.GetProperty("decodeErrors").GetInt64());
        Assert.Equal(0, report.GetProperty("gaps").GetInt64());
        JsonElement[] wires = [.. report.GetProperty("wire").EnumerateArray()];
        Assert.Equal(["feed", "trading"], wires.Select(w => w.GetProperty("connection").GetString()));
        Assert.True(wires[0].GetProperty("bytesReceived").GetInt64() > 1_000_000);
        foreach (JsonElement wire in wires)
        {
            Assert.Equal(isTls, wire.GetProperty("protocol").GetString()?.StartsWith("Tls1", StringComparison.Ordinal) ?? false);
            foreach (string way in (string[])["Received", "Sent"])
                Assert.Equal(isTls, wire.GetProperty($"wireBytes{way}").GetInt64() > wire.GetProperty($"bytes{way}").GetInt64());
            Assert.Equal(isTls, wire.GetProperty("decryptMs").GetDouble() > 0);
            Assert.Equal(isTls, wire.GetProperty("encryptMs").GetDouble() > 0);
            Assert.Equal(isTls, wire.GetProperty("encryptNs").ValueKind == JsonValueKind.Object);
        }

        // Encrypting on the hot worker allocates nothing either.
        Assert.InRange(report.GetProperty("hotThreadBytesPerFrame").GetDouble(), 0, 1);
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("two")]
    [InlineData("spread")]
    public async Task It_understands_every_frame_on_one_worker_and_on_many(string placement)
    {
        JsonElement report = (await Kchft.RunWithModelsAsync("demo", "--data", "kucoin-2021", "--speed", "20x", "--json", "--placement", placement)).Json();

        // The recording's own frames and the account's: timers, which bring the decisions, are not made up for where a busy machine misses them.
        Assert.True(report.GetProperty("frames").GetInt64() - report.GetProperty("decisions").GetInt64() > 4_800);
        Assert.Equal(0, report.GetProperty("decodeErrors").GetInt64());
        Assert.Equal(0, report.GetProperty("gaps").GetInt64());
        Assert.True(report.GetProperty("decisions").GetInt64() > 0);

        // Two workers and the rest of the process: with fewer cores than that they yield, which is said.
        bool saysSo = report.GetProperty("placementNotes").EnumerateArray().Any(note => note.GetString()!.StartsWith("placement: the 2 workers of a spread yield on ", StringComparison.Ordinal));
        Assert.Equal(placement == "spread" && Environment.ProcessorCount < 3, saysSo);
    }
}
