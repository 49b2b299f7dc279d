using System.Buffers;
using System.CommandLine;
using System.IO.Pipelines;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft decode</c>: frames in, one JSON event a line out.</summary>
internal static class DecodeVerb
{
    private static readonly SearchValues<byte> TimeSigns = SearchValues.Create("0123456789."u8);

    public static Command Create()
    {
        var command = new Command(
            "decode",
            """
            Reads KuCoin frames, one a line, and prints one JSON event a line: KuCoin's own field names, decimals as strings.

            A frame that is not understood gives {"kind":"bad","reason":...} in its place, so that line n of the output is always line n of the input.
            A leading '<unix seconds>: ' is passed over.

              kchft decode frames.jsonl
              echo '{"id":"1","type":"pong"}' | kchft decode
            """);
        var file = new Argument<string?>("file") { Description = "A file of frames; stdin when absent or '-'.", Arity = ArgumentArity.ZeroOrOne };
        // The output is JSON either way; the option is accepted so that every verb has it.
        var json = CommonOptions.Json();
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? path = parsed.GetValue(file);
            await using Stream input = path is null or "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            await using Stream output = Console.OpenStandardOutput();
            await RunAsync(input, output, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        PipeReader reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        PipeWriter writer = PipeWriter.Create(output);
        var decoder = new FrameDecoder();
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                DecodeLine(decoder, buffer.Slice(0, end), writer);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted && !buffer.IsEmpty)
            {
                DecodeLine(decoder, buffer, writer);
                buffer = buffer.Slice(buffer.End);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            await writer.FlushAsync(cancellation);
            if (read.IsCompleted)
                return;
        }
    }

    private static void DecodeLine(FrameDecoder decoder, ReadOnlySequence<byte> line, PipeWriter writer)
    {
        ReadOnlySpan<byte> bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        bytes = WithoutTime(bytes.TrimEnd("\r"u8));
        decoder.Decode(bytes);
        DecodedJson.Write(writer, bytes, decoder.Frame);
        writer.Write("\n"u8);
    }

    // "1619378326.134871: {...}": digits and a dot, a colon and a blank stand before the frame.
    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf(": "u8);
        return colon > 0 && !line[..colon].ContainsAnyExcept(TimeSigns) ? line[(colon + 2)..] : line;
    }
}
