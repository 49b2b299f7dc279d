using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class SnapshotPartsTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(64, 0, 1)]
    [InlineData(0, 65, 2)]
    [InlineData(63, 1, 1)]
    [InlineData(64, 1, 2)]
    [InlineData(100, 200, 5)]
    [InlineData(1000, 3, 16)]
    public void The_parts_together_are_the_book(int bids, int asks, int parts)
    {
        string[] bidRows = [.. Enumerable.Range(0, bids).Select(i => $"[\"{50000 - i}.5\",\"0.{i + 1}1\"]")];
        string[] askRows = [.. Enumerable.Range(0, asks).Select(i => $"[\"{50001 + i}\",\"{i + 1}\"]")];
        string body = $$$"""{"code":"200000","data":{"time":1790984501000,"sequence":"123","bids":[{{{string.Join(',', bidRows)}}}],"asks":[{{{string.Join(',', askRows)}}}]}}""";
        IReadOnlyList<byte[]> cut = SnapshotParts.Cut(Encoding.UTF8.GetBytes(body), "BTC-USDT");
        Assert.Equal(parts, cut.Count);
        var bidsBack = new List<string>();
        var asksBack = new List<string>();
        var decoder = new FrameDecoder();
        for (int i = 0; i < cut.Count; i++)
        {
            Assert.True(decoder.Decode(cut[i]), Encoding.UTF8.GetString(cut[i]));
            DecodedFrame frame = decoder.Frame;
            Assert.Equal(UpdateKind.SnapshotPart, frame.Kind);
            Assert.Equal((i + 1, parts, 123, 1790984501000), (frame[Field.Part].Number, frame[Field.Parts].Number, frame[Field.Sequence].Number, frame[Field.Time].Number));
            Assert.Equal("BTC-USDT", Encoding.UTF8.GetString(frame.Text(cut[i], Field.Symbol)));
            Assert.InRange(frame.Levels.Length, 0, Limits.SnapshotLevelsPerFrame);
            foreach (LevelRow row in frame.Levels)
            {
                Assert.True(row.Side == Side.Sell || asksBack.Count == 0, "bids come before asks");
                (row.Side == Side.Buy ? bidsBack : asksBack).Add($"[\"{row.Price}\",\"{row.Size}\"]");
            }
        }

        Assert.Equal(bidRows, bidsBack);
        Assert.Equal(askRows, asksBack);
    }

    [Fact]
    public void The_recorded_books_of_2021_survive_the_cutting()
    {
        string[] answers = Fixtures.RecordedLines("KUCOIN.http.0.0");
        Assert.Equal(9, answers.Length);
        var decoder = new FrameDecoder();
        foreach (string answer in answers)
        {
            byte[] body = Encoding.UTF8.GetBytes(answer[(answer.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement data = document.RootElement.GetProperty("data");
            string[] expected = [.. data.GetProperty("bids").EnumerateArray().Concat(data.GetProperty("asks").EnumerateArray()).Select(r => $"{Plain(r[0])} {Plain(r[1])}")];
            var back = new List<string>();
            foreach (byte[] part in SnapshotParts.Cut(body, "X-Y"))
            {
                Assert.True(decoder.Decode(part));
                Assert.Equal(data.GetProperty("sequence").GetString(), decoder.Frame[Field.Sequence].Number.ToString());
                foreach (LevelRow row in decoder.Frame.Levels)
                    back.Add($"{row.Price} {row.Size}");
            }

            Assert.Equal(expected, back);
        }

        static string Plain(JsonElement text) => decimal.Parse(text.GetString()!).ToString("0.##################");
    }

    [Fact]
    public void A_part_passes_the_decode_stage()
    {
        using var rig = new DecodeRig();
        byte[] part = SnapshotParts.Cut("""{"code":"200000","data":{"sequence":"9","bids":[["1.5","2"]],"asks":[]}}"""u8, "BTC-USDT")[0];
        Update update = rig.Decode(FrameKind.Snapshot, part);
        Assert.Equal((UpdateKind.SnapshotPart, 0, 9L, 0L), (update.Kind, update.SymbolId, update.SequenceEnd, update.ExchangeNs));
        Assert.Equal(15, rig.LevelsOf(update)[0].PriceTicks);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "no code")]
    [InlineData("""{"data":{}}""", "no code")]
    [InlineData("""{"code":"429000","msg":"too many requests"}""", "too many requests")]
    [InlineData("""{"code":"200000"}""", "no data")]
    [InlineData("""{"code":"200000","data":{"bids":[],"asks":[]}}""", "no sequence")]
    [InlineData("""{"code":"200000","data":{"sequence":"x","bids":[],"asks":[]}}""", "no sequence")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","time":"x","bids":[],"asks":[]}}""", "time")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","asks":[]}}""", "bids")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[],"asks":{}}}""", "asks")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[["1"]],"asks":[]}}""", "Level 0 of the bids")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[],"asks":[["1","1"],[1,1]]}}""", "Level 1 of the asks")]
    public void A_bad_answer_is_refused_with_what_is_wrong_and_whose_it_is(string body, string says)
    {
        FormatException e = Assert.Throws<FormatException>(() => SnapshotParts.Cut(Encoding.UTF8.GetBytes(body), "BTC-USDT"));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains("BTC-USDT", e.Message, StringComparison.Ordinal);
    }
}
