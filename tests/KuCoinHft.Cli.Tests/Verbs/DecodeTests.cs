using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KuCoinHft.Adapters.Tests.Disk;
using KuCoinHft.Engine.Tests.Decode;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class DecodeTests
{
    private const string Pong = """{"id":"1","type":"pong"}""";

    [Fact]
    public async Task Every_fixture_comes_out_as_its_own_text_says_field_by_field()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");
        string[] fixtures = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        Assert.True(fixtures.Length > 50, $"{fixtures.Length} fixtures in {folder}");
        string[] lines = [.. fixtures.Select(OnOneLine)];

        Outcome decoded = await DecodeAsync(string.Join('\n', lines));

        Assert.Equal(0, decoded.ExitCode);
        Assert.Equal(lines.Length, decoded.Lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            JsonElement written = JsonElement.Parse(decoded.Lines[i]);
            Assert.True(written.GetProperty("kind").GetString() != "bad", $"{fixtures[i]}: {decoded.Lines[i]}");
            JsonComparison.AssertWithin(written, JsonElement.Parse(lines[i]));
            Assert.Empty(JsonComparison.Unread(JsonElement.Parse(lines[i]), written));
        }
    }

    [Fact]
    public async Task A_file_decodes_as_the_same_lines_on_stdin_do()
    {
        string recording = Checkout.KuCoin2021("KUCOIN.ws.1.0");
        await using FileStream input = File.OpenRead(recording);

        Outcome fromFile = await Kchft.RunAsync("decode", recording);
        Outcome fromInput = await Kchft.RunAsync(input, "decode", "-");

        Assert.Equal(0, fromFile.ExitCode);
        Assert.Equal(File.ReadLines(recording).Count(), fromFile.Lines.Length);
        Assert.Equal(fromFile, fromInput);
        string[] kinds = [.. fromFile.Lines.Select(l => JsonElement.Parse(l).GetProperty("kind").GetString()!)];
        Assert.Equal(3853, kinds.Count(k => k == "level2"));
        Assert.Equal(830, kinds.Count(k => k == "ticker"));
        Assert.Equal(6, kinds.Count(k => k == "candle"));
    }

    [Fact]
    public async Task Every_line_gets_one_line_whatever_it_holds()
    {
        Outcome decoded = await DecodeAsync($"{Pong}\r\n\n[1]\n{Pong[..^3]}\n1619378326.134871: {Pong}\n\r\nnot json\n{Pong}");

        Assert.Equal(0, decoded.ExitCode);
        Assert.EndsWith("\n", decoded.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["pong", "Truncated", "NotAnObject", "Truncated", "pong", "Truncated", "Syntax", "pong"],
            decoded.Lines.Select(KindOrReason));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 1)]
    [InlineData(Pong, 1)]
    [InlineData(Pong + "\n", 1)]
    [InlineData(Pong + "\n\n", 2)]
    public async Task A_last_line_counts_with_and_without_its_end(string input, int lines)
    {
        Assert.Equal(lines, (await DecodeAsync(input)).Lines.Length);
    }

    [Fact]
    public async Task A_line_of_64_megabytes_is_refused_by_name_and_the_next_is_read()
    {
        var input = new MemoryStream();
        input.Write(Encoding.UTF8.GetBytes($"{Pong}\n"));
        input.Write(Enumerable.Repeat((byte)'a', 64 << 20).ToArray());
        input.Write(Encoding.UTF8.GetBytes($"\n{Pong}\n"));
        input.Position = 0;

        Outcome decoded = await Kchft.RunAsync(input, "decode");

        Assert.Equal(0, decoded.ExitCode);
        Assert.Equal(["pong", "TooLong", "pong"], decoded.Lines.Select(KindOrReason));
    }

    [Theory]
    [InlineData(-1, "UnknownKind")]
    [InlineData(0, "UnknownKind")]
    [InlineData(1, "TooLong")]
    public async Task The_longest_frame_is_read_and_one_byte_more_is_too_long(int bytesOver, string reason)
    {
        string frame = """{"type":"message","topic":"/none","x":""" + '"';
        frame += new string('x', (256 << 10) + bytesOver - frame.Length - 2) + "\"}";

        // The time before it is not of the frame, so it does not count.
        Outcome decoded = await DecodeAsync($"{frame}\n1619378326.134871: {frame}");

        Assert.Equal([reason, reason], decoded.Lines.Select(KindOrReason));
    }

    [Fact]
    public async Task When_the_reader_has_read_enough_it_ends_in_silence()
    {
        using Process process = Kchft.Start("decode");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        byte[] line = Encoding.UTF8.GetBytes(Pong + "\n");
        process.StandardInput.BaseStream.Write(line);
        process.StandardInput.BaseStream.Flush();
        string? first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        // What head -1 does: it closes its end and goes. The input here never ends by itself.
        process.StandardOutput.Close();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        WriteUntilClosed(process.StandardInput.BaseStream, line, late.Token);
        await process.WaitForExitAsync(late.Token);

        Assert.Equal("pong", KindOrReason(first!));
        Assert.Equal(0, process.ExitCode);
        Assert.Empty(await error);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        using var folder = new TemporaryFolder();

        (await Kchft.RunAsync("decode", folder.File("none.jsonl"))).AssertRefused(folder.File("none.jsonl"), "name a file");
        (await Kchft.RunAsync("decode", folder.Path)).AssertRefused(folder.Path, "name a file");
    }

    private static Task<Outcome> DecodeAsync(string input) => Kchft.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), "decode");

    private static string KindOrReason(string line)
    {
        JsonElement written = JsonElement.Parse(line);
        string kind = written.GetProperty("kind").GetString()!;
        return kind == "bad" ? written.GetProperty("reason").GetString()! : kind;
    }

    private static string OnOneLine(string path) => File.ReadAllText(path).Replace('\r', ' ').Replace('\n', ' ');

    private static void WriteUntilClosed(Stream input, byte[] line, CancellationToken late)
    {
        try
        {
            while (!late.IsCancellationRequested)
                input.Write(line);
        }
        catch (IOException)
        {
            // The program went: what the test waits for.
        }
    }
}
