using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>A frame that mutations start from, and its values and keys as System.Text.Json sees them.</summary>
internal sealed record FuzzSeed(string Name, FrameKind Kind, byte[] Bytes, OracleNode[] Nodes)
{
    /// <summary>The first node of the data and the one behind it; all nodes where there is none.</summary>
    public (int First, int Behind) Data { get; } = DataOf(Bytes, Nodes);

    private static (int First, int Behind) DataOf(byte[] bytes, OracleNode[] nodes)
    {
        for (int key = 1; key < nodes.Length && nodes[key].IsKey; key = nodes[key + 1].Next)
        {
            if (bytes.AsSpan(nodes[key].Start, nodes[key].Length).SequenceEqual("data"u8))
                return (key + 1, nodes[key + 1].Next);
        }

        return (0, nodes.Length);
    }
}

/// <summary>Real frames of every topic: recorded, translated, documented, and cut out of REST answers.</summary>
internal static class FuzzCorpus
{
    /// <summary>At least 200 different frames, in a fixed order.</summary>
    public static readonly FuzzSeed[] Seeds = Make();

    /// <summary>Symbols of the recordings, some with fewer decimals than their frames have, so that increments matter; others are left out, so that knowing a symbol matters.</summary>
    public static InstrumentTable Instruments { get; } = new(
    [
        DecodeRig.Instrument(0, "BTC-USDT", 2, 8),
        DecodeRig.Instrument(1, "ETH-USDT", 2, 6),
        DecodeRig.Instrument(2, "BCHSV-USDT", 3, 8),
        DecodeRig.Instrument(3, "DAPPT-BTC", 10, 4),
        DecodeRig.Instrument(4, "SNX-BTC", 8, 8),
        DecodeRig.Instrument(5, "KCS-USDT", 5, 4),
        DecodeRig.Instrument(6, "FET-BTC", 8, 4),
        DecodeRig.Instrument(7, "ANKR-BTC", 9, 4),
    ]);

    private static FuzzSeed[] Make()
    {
        var seeds = new List<FuzzSeed>();
        foreach (string name in Fixtures.Names)
            Add(seeds, name, FrameKind.Json, Fixtures.Read(name));
        foreach (IGrouping<string, byte[]> topic in Fixtures.Recording2021().GroupBy(Topic))
            AddSome(seeds, $"kucoin-2021 {topic.Key}", FrameKind.Json, [.. topic], count: 6);
        byte[][] translated = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Decode", "Fuzz", "Fixtures", "translated-binance.jsonl")).Select(Encoding.UTF8.GetBytes)];
        foreach (IGrouping<string, byte[]> topic in translated.GroupBy(Topic))
            AddSome(seeds, $"binance-2024 {topic.Key}", FrameKind.Json, [.. topic], count: 8);
        foreach (string answer in Fixtures.RecordedLines("KUCOIN.http.0.0"))
        {
            byte[] body = Encoding.UTF8.GetBytes(answer[(answer.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            AddSome(seeds, "snapshot", FrameKind.Snapshot, [.. SnapshotParts.Cut(body, "BCHSV-USDT")], count: 2);
        }

        AddSome(seeds, "candles", FrameKind.Rest, [.. RestRows.Candles(
            """{"code":"200000","data":[["1589968860","9787.9","9782.8","9788","9780.1","5.4","52835.1"],["1589968800","9786.9","9787.9","9788","9786","1.2","11745"]]}"""u8, "BTC-USDT", "1min")], count: 2);
        foreach (string file in Directory.GetFiles(Fixtures.Folder, "*.body", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] body = File.ReadAllBytes(file);
            string name = Path.GetFileNameWithoutExtension(file);
            IReadOnlyList<byte[]> rows = name == "CrossMarginAccount" ? RestRows.Accounts(body) : name == "TradeHistory" ? RestRows.Fills(body) : RestRows.Orders(body);
            AddSome(seeds, name, FrameKind.Rest, [.. rows], count: 4);
        }

        Add(seeds, "refusal", FrameKind.Rest, RestRows.Refusal("""{"code":"126043","msg":"no such order"}"""u8, RestRows.OrdersTopic, "kh-0000002a-000000000000007b"));
        return [.. seeds];
    }

    // Spread over the recording, so that the frames differ in more than their times.
    private static void AddSome(List<FuzzSeed> seeds, string name, FrameKind kind, byte[][] frames, int count)
    {
        int step = Math.Max(1, frames.Length / count);
        for (int i = 0; i < frames.Length && i / step < count; i += step)
            Add(seeds, $"{name} {i}", kind, frames[i]);
    }

    private static void Add(List<FuzzSeed> seeds, string name, FrameKind kind, byte[] bytes)
    {
        if (seeds.Exists(seed => seed.Bytes.AsSpan().SequenceEqual(bytes)))
            return;
        var tape = new OracleTape();
        Assert.True(tape.Read(bytes), name);
        FrameKind ours = bytes.AsSpan().IndexOf("\"type\":\"snapshot\""u8) >= 0 ? FrameKind.Snapshot : bytes.AsSpan().IndexOf("\"type\":\"rest\""u8) >= 0 ? FrameKind.Rest : kind;
        seeds.Add(new FuzzSeed(name, ours, bytes, [.. Enumerable.Range(0, tape.Count).Select(i => tape[i])]));
    }

    private static string Topic(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("topic", out JsonElement topic) ? topic.GetString()! : document.RootElement.GetProperty("type").GetString()!;
    }
}
