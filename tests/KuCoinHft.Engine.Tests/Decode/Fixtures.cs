using System.Buffers;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>The recorded and documented messages beside these tests.</summary>
internal static class Fixtures
{
    /// <summary>Where they stand.</summary>
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Decode", "Fixtures");

    /// <summary>Every message, by its path within the folder.</summary>
    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal);

    public static TheoryData<string> All => new(Names);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string Expected(string name) => File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".expected"))).TrimEnd('\n');

    /// <summary>What the decoder says of the message, as its JSON.</summary>
    public static string Describe(FrameDecoder decoder, ReadOnlySpan<byte> json)
    {
        decoder.Decode(json);
        var output = new ArrayBufferWriter<byte>();
        DecodedJson.Write(output, json, decoder.Frame);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Asserts that the message is understood, and that each of its values is written, and nothing else is.</summary>
    public static void AssertDecodes(FrameDecoder decoder, byte[] json)
    {
        using JsonDocument written = JsonDocument.Parse(Describe(decoder, json));
        using JsonDocument message = JsonDocument.Parse(json);
        Assert.True(decoder.Frame.Kind != UpdateKind.Bad, $"{decoder.Frame.Bad} at {decoder.Frame.BadOffset} of {message.RootElement.GetRawText()}");
        JsonComparison.AssertWithin(written.RootElement, message.RootElement);
        Assert.Empty(JsonComparison.Unread(message.RootElement, written.RootElement));
    }

    /// <summary>The inbound messages of the shipped recording of 2021.</summary>
    public static byte[][] Recording2021() =>
        [.. RecordedLines("KUCOIN.ws.1.0").Where(l => char.IsAsciiDigit(l[0])).Select(l => Encoding.UTF8.GetBytes(l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..]))];

    /// <summary>The lines of a file of the shipped recording of 2021.</summary>
    public static string[] RecordedLines(string file) =>
        [.. File.ReadLines(Path.Combine(Checkout.Root, "src", "KuCoinHft.Exchange", "Recordings", "data", "kucoin-2021", file)).Where(l => l.Length > 0)];
}
