using System.CommandLine;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft decode</c>: frames in, one JSON event a line out.</summary>
internal static class DecodeVerb
{
    // EPIPE; IOException brings the system's number on Unix.
    private const int BrokenPipe = 32;

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
        var json = VerbOptions.Json();
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? path = parsed.GetValue(file);
            await using Stream input = path is null or "-" ? Console.OpenStandardInput() : Open(path);
            await using Stream output = OpenOutput();
            await RunAsync(input, output, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        PipeReader reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        PipeWriter writer = PipeWriter.Create(output);
        try
        {
            await new LineDecoder(reader, writer).RunAsync(cancellation);
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            // Whoever read has read enough, as head does: an end, not a fault.
        }
    }

    private static FileStream Open(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw new FileNotFoundException($"There is no file {Path.GetFullPath(path)}; name a file of frames, or pipe them in.");

    // Console's own stream swallows a closed pipe, so that the verb would read an endless input for nobody. Into a file it is the right one:
    // it writes where the file stands, as whoever shares that file does.
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
