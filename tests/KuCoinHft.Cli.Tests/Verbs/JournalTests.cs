using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Adapters.Tests.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class JournalTests : IDisposable
{
    private const long StartNs = 1_723_161_600_000_000_000;
    private readonly TemporaryFolder _folder = new();

    private string Journal => _folder.File("journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_journal_is_verified_and_counted()
    {
        WriteJournal();

        Outcome verified = await Kchft.RunAsync("journal", "verify", Journal);
        JsonElement stat = (await Kchft.RunAsync("journal", "stat", Journal, "--json")).Json();
        Outcome table = await Kchft.RunAsync("journal", "stat", Journal);

        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("frames: 1 segment, closed, 5 records, the last of sequence 4", verified.Output, StringComparison.Ordinal);
        Assert.Contains("actions: 1 segment, closed, 3 records, the last of sequence 4", verified.Output, StringComparison.Ordinal);
        Assert.EndsWith("is whole.\n", verified.Output, StringComparison.Ordinal);
        Assert.True(stat.GetProperty("isWhole").GetBoolean());
        JsonElement frames = stat.GetProperty("streams")[0];
        Assert.Equal(("frames", "test", 5, 0, 4), (
            frames.GetProperty("stream").GetString(), frames.GetProperty("session").GetString(), frames.GetProperty("records").GetInt32(),
            frames.GetProperty("firstSequence").GetInt32(), frames.GetProperty("lastSequence").GetInt32()));
        Assert.Equal("2024-08-09T00:00:00.000000Z", frames.GetProperty("firstTime").GetString());
        Assert.Equal((4.0, 1.2, 1.0), (frames.GetProperty("seconds").GetDouble(), frames.GetProperty("recordsPerSecond").GetDouble(), frames.GetProperty("longestSilenceSeconds").GetDouble()));
        Assert.Equal(1, frames.GetProperty("kinds").GetProperty("Frame Timer Timer").GetInt32());
        Assert.Equal(1, stat.GetProperty("streams")[1].GetProperty("kinds").GetProperty("Decision AgentTarget").GetInt32());
        Assert.Equal(0, table.ExitCode);
        Assert.Contains("Frame Feed Json", table.Output, StringComparison.Ordinal);
        table.AssertPlain();
    }

    [Fact]
    public async Task Each_damage_is_named_with_file_byte_record_and_sequence_and_every_intact_record_is_printed()
    {
        WriteJournal();
        string file = JournalFolder.SegmentPath(JournalFolder.FramesPath(Journal), 1);
        byte[] bytes = File.ReadAllBytes(file);
        int at = bytes.AsSpan().IndexOf("second"u8);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
        string cut = JournalFolder.SegmentPath(JournalFolder.ActionsPath(Journal), 1);
        using (FileStream actions = File.OpenWrite(cut))
            actions.SetLength(actions.Length - 60);

        Outcome verified = await Kchft.RunAsync("journal", "verify", Journal);
        Outcome json = await Kchft.RunAsync("journal", "verify", Journal, "--json");
        Outcome cat = await Kchft.RunAsync("journal", "cat", Journal);

        Assert.Equal((1, 1, 1), (verified.ExitCode, json.ExitCode, cat.ExitCode));
        Assert.Contains("of frames-000001.kcj, after 1 record, the last of sequence 0", verified.Output, StringComparison.Ordinal);
        Assert.Contains("1 records of frames are lost", verified.Output, StringComparison.Ordinal);
        Assert.Contains("torn tail at byte", verified.Output, StringComparison.Ordinal);
        JsonElement report = JsonElement.Parse(json.Output);
        Assert.False(report.GetProperty("isWhole").GetBoolean());
        JsonElement damage = Assert.Single(report.GetProperty("streams")[0].GetProperty("damage").EnumerateArray());
        Assert.Equal(("Corrupt", "frames-000001.kcj", 1, 0), (
            damage.GetProperty("kind").GetString(), damage.GetProperty("file").GetString(), damage.GetProperty("record").GetInt32(), damage.GetProperty("afterSequence").GetInt32()));
        Assert.InRange(damage.GetProperty("offset").GetInt64(), 1, at);
        Assert.Equal([0, 2, 2, 3, 4], cat.Lines.Select(line => JsonElement.Parse(line).GetProperty("sequence").GetInt32()).Where(n => n < 5));
        Assert.Contains("frames-000001.kcj", cat.Error, StringComparison.Ordinal);
        cat.AssertNoStackTrace();
    }

    [Fact]
    public async Task A_lost_stream_is_damage_and_another_session_too()
    {
        WriteJournal();
        string actions = JournalFolder.ActionsPath(Journal);
        File.Delete(JournalFolder.SegmentPath(actions, 1));

        Outcome lost = await Kchft.RunAsync("journal", "verify", Journal);
        new JournalWriter(actions, Header(JournalHeader.ActionsStream) with { Session = "another" }, new JournalWriterOptions(1 << 16)).Dispose();
        Outcome mixed = await Kchft.RunAsync("journal", "verify", Journal);

        Assert.Equal((1, 1), (lost.ExitCode, mixed.ExitCode));
        Assert.Contains("the stream actions is missing", lost.Output, StringComparison.Ordinal);
        Assert.Contains("another", mixed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_printed_in_order_with_names_for_numbers()
    {
        WriteJournal();

        Outcome cat = await Kchft.RunAsync("journal", "cat", Journal);

        Assert.Equal(0, cat.ExitCode);
        Assert.Empty(cat.Error);
        JsonElement[] lines = [.. cat.Lines.Select(line => JsonElement.Parse(line))];
        Assert.Equal(["frame", "frame", "frame", "decision", "frame", "frame", "decision", "action"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal("second", lines[1].GetProperty("body").GetProperty("name").GetString());
        Assert.Equal(StartNs, lines[0].GetProperty("receiveNs").GetInt64());
        Assert.Equal(("Feed", "Json"), (lines[0].GetProperty("source").GetString(), lines[0].GetProperty("type").GetString()));
        Assert.Equal("BTC-USDT", lines[2].GetProperty("body").GetProperty("symbol").GetString());
        Assert.Equal("bm90IGpzb24=", lines[4].GetProperty("body").GetProperty("base64").GetString());
        JsonElement held = lines[3].GetProperty("body");
        Assert.Equal("Warming", lines[3].GetProperty("type").GetString());
        Assert.Equal(("None", JsonValueKind.Null, JsonValueKind.Null), (held.GetProperty("agent").GetString(), held.GetProperty("target").ValueKind, held.GetProperty("weights").ValueKind));
        Assert.Equal(JsonValueKind.Null, held.GetProperty("q").GetProperty("Momentum").ValueKind);
        JsonElement decision = lines[6].GetProperty("body");
        Assert.Equal(("AgentTarget", "VolatilityBreakout", 0.5), (lines[6].GetProperty("type").GetString(), decision.GetProperty("agent").GetString(), decision.GetProperty("target").GetDouble()));
        Assert.Equal([5f, 6f, 7f, 8f, 9f], decision.GetProperty("q").GetProperty("VolatilityBreakout").EnumerateArray().Select(q => q.GetSingle()));
        Assert.Equal(0.75f, decision.GetProperty("weights").GetProperty("VolatilityBreakout").GetSingle());
        JsonElement action = lines[7].GetProperty("body");
        Assert.Equal(("NewOrder", "BTC-USDT", "Buy", "60000.1", "0.00000007", "PostOnly"), (
            action.GetProperty("action").GetString(), action.GetProperty("symbol").GetString(), action.GetProperty("side").GetString(),
            action.GetProperty("price").GetString(), action.GetProperty("size").GetString(), action.GetProperty("flags").GetString()));
    }

    [Theory]
    [InlineData("--from 2 --to 3", "2 2 3")]
    [InlineData("--kind decision", "2 4")]
    [InlineData("--kind frame --limit 2", "0 1")]
    [InlineData("--from 99", "")]
    public async Task Records_are_chosen_by_sequence_kind_and_number(string options, string sequences)
    {
        WriteJournal();

        Outcome cat = await Kchft.RunAsync(["journal", "cat", Journal, .. options.Split(' ')]);

        Assert.Equal(sequences, string.Join(' ', cat.Lines.Select(line => JsonElement.Parse(line).GetProperty("sequence").GetInt32())));
    }

    [Fact]
    public async Task An_export_holds_every_record_in_each_form()
    {
        WriteJournal();
        string cat = (await Kchft.RunAsync("journal", "cat", Journal)).Output;

        JsonElement lines = await ExportAsync("jsonl");
        JsonElement rows = await ExportAsync("csv");
        JsonElement packed = await ExportAsync("msgpack");

        Assert.Equal(cat, File.ReadAllText(_folder.File("out.jsonl")));
        Assert.Equal((8, 8, 8), (lines.GetProperty("records").GetInt32(), rows.GetProperty("records").GetInt32(), packed.GetProperty("records").GetInt32()));
        string[] csv = File.ReadAllText(_folder.File("out.csv")).Split("\r\n");
        Assert.Equal("sequence,receiveNs,kind,source,type,body", csv[0]);
        Assert.Equal($"1,{StartNs + 1_000_000_000},frame,Feed,Json,\"{{\"\"name\"\":\"\"second\"\"}}\"", csv[2]);
        Assert.Equal(10, csv.Length);
        AssertRecords(File.ReadAllBytes(_folder.File("out.msgpack")));
    }

    [Fact]
    public async Task What_is_no_journal_or_makes_no_sense_is_refused_by_name()
    {
        WriteJournal();
        string taken = _folder.File("taken");
        File.WriteAllText(taken, "mine");

        foreach (string verb in (string[])["verify", "stat", "cat"])
        {
            (await Kchft.RunAsync("journal", verb, _folder.File("none"))).AssertRefused(_folder.File("none"), "--journal");
            (await Kchft.RunAsync("journal", verb, _folder.Path)).AssertRefused(_folder.Path, "no journal");
        }

        (await Kchft.RunAsync("journal", "cat", Journal, "--kind", "order")).AssertRefused("--kind is order", "decision");
        (await Kchft.RunAsync("journal", "cat", Journal, "--limit", "0")).AssertRefused("--limit is 0");
        (await Kchft.RunAsync("journal", "cat", Journal, "--from", "5", "--to", "4")).AssertRefused("--to is 4");
        (await Kchft.RunAsync("journal", "export", Journal, "--out", taken)).AssertRefused(taken, "--out");
        (await Kchft.RunAsync("journal", "export", Journal, "--format", "xml", "--out", _folder.File("out.xml"))).AssertRefused("--format is xml", "msgpack");
        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.False(File.Exists(_folder.File("out.xml")));
    }

    private async Task<JsonElement> ExportAsync(string format) =>
        (await Kchft.RunAsync("journal", "export", Journal, "--format", format, "--out", _folder.File($"out.{format}"), "--json")).Json();

    private static void AssertRecords(ReadOnlySpan<byte> bytes)
    {
        foreach (string stream in (string[])["frames", "actions"])
        {
            Assert.Equal(JournalStatus.Whole, JournalHeader.TryDecode(bytes, out JournalHeader? header, out int headerBytes));
            Assert.Equal(stream, header!.Stream);
            bytes = bytes[headerBytes..];
        }

        var sequences = new List<long>();
        while (!bytes.IsEmpty)
        {
            Assert.Equal(JournalStatus.Whole, JournalRecord.TryDecode(bytes, out JournalRecord record, out int length));
            sequences.Add(record.Sequence);
            bytes = bytes[length..];
        }

        Assert.Equal([0, 1, 2, 2, 3, 4, 4, 4], sequences);
    }

    private void WriteJournal()
    {
        using var frames = new JournalWriter(JournalFolder.FramesPath(Journal), Header(JournalHeader.FramesStream), new JournalWriterOptions(1 << 16));
        using var actions = new JournalWriter(JournalFolder.ActionsPath(Journal), Header(JournalHeader.ActionsStream), new JournalWriterOptions(1 << 16));
        Frame(frames, 0, FrameKind.Json, "{\"name\":\n\"first\"}"u8);
        Frame(frames, 1, FrameKind.Json, "{\"name\":\"second\"}"u8);
        Assert.True(frames.TryAppend(2, StartNs + 2_000_000_000, (byte)FrameSource.Timer, JournalKind.Frame, (byte)FrameKind.Timer, new byte[8]));
        Frame(frames, 3, FrameKind.Json, "not json"u8);
        Frame(frames, 4, FrameKind.Json, "{}"u8);
        Assert.True(JournalActions.Append(actions, 2, StartNs, new Prediction(), agent: -1, targetIndex: -1, reason: 6));
        var prediction = new Prediction { AgentsReady = 2, MetaReady = 1 };
        for (int i = 0; i < Limits.Agents * Limits.Targets; i++)
            prediction.Q[i] = i;
        prediction.Meta[2] = 0.75f;
        Assert.True(JournalActions.Append(actions, 4, StartNs, in prediction, agent: 1, targetIndex: 3, reason: 1));
        var action = new ActionRecord { Sequence = 4, OrderKey = 17, PriceTicks = 600_001, SizeLots = 7, Kind = ActionKind.NewOrder, Side = Side.Buy, Flags = OrderFlags.PostOnly };
        Assert.True(JournalActions.Append(actions, in action, StartNs));
    }

    private static void Frame(JournalWriter frames, long n, FrameKind kind, ReadOnlySpan<byte> payload) =>
        Assert.True(frames.TryAppend(n, StartNs + (n * 1_000_000_000), (byte)FrameSource.Feed, JournalKind.Frame, (byte)kind, payload));

    private static JournalHeader Header(string stream) => new()
    {
        Stream = stream,
        Session = "test",
        StartNs = StartNs,
        Instruments = [new Instrument { Id = 0, Symbol = "BTC-USDT", BaseCurrency = "BTC", QuoteCurrency = "USDT", PriceDecimals = 1, SizeDecimals = 8, IsMarginEnabled = true }],
    };
}
