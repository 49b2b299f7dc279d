using System.CommandLine;
using System.IO.Pipelines;
using KuCoinHft.Cli.Output;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft decode</c>: frames in, one JSON event a line out.</summary>
internal static class DecodeVerb
{
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
            await using Stream output = StandardOutput.Open();
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
        catch (IOException e) when (StandardOutput.IsClosedByReader(e))
        {
        }
    }

    private static FileStream Open(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw new FileNotFoundException($"There is no file {Path.GetFullPath(path)}; name a file of frames, or pipe them in.");
}
