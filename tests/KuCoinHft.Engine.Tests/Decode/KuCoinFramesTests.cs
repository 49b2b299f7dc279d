using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>Every WebSocket frame of the reference material beside the checkout; what is there also stands among the fixtures, which run always.</summary>
public sealed partial class KuCoinFramesTests
{
    private static readonly string Shared = Path.Combine(Checkout.Root, "..", "shared");

    [Fact]
    public void Every_frame_of_the_universal_sdk_decodes_to_the_values_in_its_text()
    {
        string[] frames = [.. File.ReadLines(Require("data", "kucoin-frames", "kucoin-universal-sdk", "ws.jsonl")).Select(line => Text(line, "raw"))];
        Assert.Equal(20, frames.Length);
        AssertAllDecode(frames);
        Assert.Subset(CommittedFrames(), new HashSet<string>(frames));
    }

    [Fact]
    public void Every_example_of_the_specification_decodes_to_the_values_in_its_text()
    {
        using JsonDocument examples = JsonDocument.Parse(File.ReadAllBytes(Require("kucoin", "universal-sdk", "ws-examples.json")));
        string[] frames = [.. examples.RootElement.EnumerateArray().SelectMany(Messages)];
        Assert.True(frames.Length > 20, $"{frames.Length} messages");
        AssertAllDecode(frames);
    }

    [Fact]
    public void Every_push_and_ack_of_the_classic_feeds_in_kucoin_net_decodes_to_the_values_in_its_text()
    {
        string[] pushes = Blocks("Spot", '=');
        string[] acks = Blocks("Spot", '<');
        Assert.Equal((24, 24), (pushes.Length, acks.Length));
        AssertAllDecode(pushes);
        AssertAllDecode(acks);
        Assert.Subset(CommittedFrames(), new HashSet<string>(pushes));
    }

    [Fact]
    public void Every_frame_of_the_unified_feeds_which_are_another_protocol_is_refused_by_name()
    {
        string[] frames = [.. Blocks("Unified", '='), .. Blocks("Unified", '<')];
        Assert.Equal(20, frames.Length);
        var decoder = new FrameDecoder();
        foreach (string frame in frames)
        {
            Assert.False(decoder.Decode(Encoding.UTF8.GetBytes(frame)), frame);
            Assert.True(decoder.Frame is { IsJson: true, Bad: BadReason.UnknownKind }, $"{decoder.Frame.Bad}: {frame}");
        }
    }

    private static void AssertAllDecode(IEnumerable<string> frames)
    {
        var decoder = new FrameDecoder();
        foreach (string frame in frames)
            Fixtures.AssertDecodes(decoder, Encoding.UTF8.GetBytes(frame));
    }

    private static HashSet<string> CommittedFrames() => [.. Fixtures.Names.Select(name => Encoding.UTF8.GetString(Fixtures.Read(name)))];

    // The text as KuCoin wrote it, where the example's numbers were written anew, and the example itself.
    private static IEnumerable<string> Messages(JsonElement example) =>
        example.TryGetProperty("exactText", out JsonElement exact)
            ? [exact.GetString()!, example.GetProperty("message").GetRawText()]
            : [example.GetProperty("message").GetRawText()];

    // A file of Kucoin.Net: '>' before what the client sends, '<' before its answer, '=' before the push, a number behind each if there are several.
    private static string[] Blocks(string folder, char sign)
    {
        var blocks = new List<string>();
        foreach (string file in Directory.GetFiles(Require("data", "kucoin-frames", "kucoin.net", "Subscriptions", folder)).Order(StringComparer.Ordinal))
        {
            string[] parts = BlockStart().Split(File.ReadAllText(file));
            for (int i = 1; i < parts.Length; i += 2)
            {
                if (parts[i][0] == sign)
                    blocks.Add(parts[i + 1].Trim());
            }
        }

        return [.. blocks];
    }

    private static string Text(string line, string key)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(key).GetString()!;
    }

    private static string Require(params string[] path)
    {
        string full = Path.Combine([Shared, .. path]);
        Assert.SkipUnless(Path.Exists(full), $"../shared/{string.Join('/', path)} is not beside the checkout");
        return full;
    }

    [GeneratedRegex(@"^\s*([><=]\d*)\s", RegexOptions.Multiline)]
    private static partial Regex BlockStart();
}
