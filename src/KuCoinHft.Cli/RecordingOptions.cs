using System.CommandLine;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli;

/// <summary>The options that name a recording: <c>--data NAME|FOLDER</c> or <c>--file PATH...</c>, and the seed of candles.</summary>
internal sealed class RecordingOptions
{
    private readonly string _default;

    public RecordingOptions(Command command, string defaultName)
    {
        _default = defaultName;
        Data = new Option<string?>("--data") { Description = $"A shipped recording: {string.Join(", ", RecordingCatalog.Names)}; or a folder of candle files or of one recording. Default: {defaultName}." };
        File = new Option<string[]>("--file")
        {
            Description = "Your own recording, plain or .gz, one or several files: lines '<unix seconds>: <json>' with KuCoin frames and a file of REST "
                + "snapshots, or lines '<ns> <json>' with Binance combined streams, or one-minute candles as BTC-USDT.csv with the columns open_time_ms,open,high,low,close,volume.",
            AllowMultipleArgumentsPerToken = true,
        };
        Seed = new Option<long>("--seed") { Description = "For candles: which of the many markets that have these candles. Default: 1.", DefaultValueFactory = _ => 1 };
        command.Options.Add(Data);
        command.Options.Add(File);
        command.Options.Add(Seed);
    }

    public Option<string?> Data { get; }

    public Option<string[]> File { get; }

    public Option<long> Seed { get; }

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
        long seed = parsed.GetValue(Seed);
        if (files.Length > 0)
            return RecordingCatalog.OpenFiles(files, seed);
        return data is not null && !RecordingCatalog.Names.Contains(data) && Directory.Exists(data) ? RecordingCatalog.OpenFolder(data, seed) : RecordingCatalog.Open(data ?? _default);
    }
}
