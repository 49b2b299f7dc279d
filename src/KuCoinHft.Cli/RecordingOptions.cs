using System.CommandLine;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli;

/// <summary>The options that name a recording: <c>--data NAME</c> or <c>--file PATH...</c>.</summary>
internal sealed class RecordingOptions
{
    private readonly string _default;

    public RecordingOptions(Command command, string defaultName)
    {
        _default = defaultName;
        Data = new Option<string?>("--data") { Description = $"A shipped recording: {string.Join(", ", RecordingCatalog.Names)}. Default: {defaultName}." };
        File = new Option<string[]>("--file")
        {
            Description = "Your own recording, plain or .gz, one or several files: lines '<unix seconds>: <json>' with KuCoin frames and a file of REST "
                + "snapshots, or lines '<ns> <json>' with Binance combined streams.",
            AllowMultipleArgumentsPerToken = true,
        };
        command.Options.Add(Data);
        command.Options.Add(File);
    }

    public Option<string?> Data { get; }

    public Option<string[]> File { get; }

    /// <summary>Opens what the user named.</summary>
    /// <exception cref="ArgumentException">Both ways at once.</exception>
    /// <exception cref="FileNotFoundException">A named file is not there.</exception>
    public Recording Open(ParseResult parsed)
    {
        string? data = parsed.GetValue(Data);
        string[] files = parsed.GetValue(File) ?? [];
        if (data is not null && files.Length > 0)
            throw new ArgumentException("--data and --file exclude each other: give a shipped recording's name or your own files.");
        if (Array.Find(files, file => !System.IO.File.Exists(file)) is { } missing)
            throw new FileNotFoundException($"There is no file {Path.GetFullPath(missing)}; --file names recordings of your own, plain or .gz.");
        return files.Length > 0 ? RecordingCatalog.OpenFiles(files) : RecordingCatalog.Open(data ?? _default);
    }
}
