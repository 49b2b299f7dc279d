using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>The recordings that come with the program, and any others in the same line forms.</summary>
/// <remarks>Errors: <see cref="RecordingException"/>, which names the file, the line and the mend.</remarks>
public static class RecordingCatalog
{
    /// <summary>31 seconds of KuCoin, 9 pairs.</summary>
    public const string KuCoin2021 = "kucoin-2021";

    /// <summary>11 minutes of Binance spot, BTC-USDT and ETH-USDT, as KuCoin frames.</summary>
    public const string Binance2024 = "binance-2024";

    /// <summary>What <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [KuCoin2021, Binance2024];

    /// <summary>Where the shipped recordings lie: beside the program.</summary>
    public static string DataFolder => Path.Combine(AppContext.BaseDirectory, "recordings");

    /// <summary>Opens a shipped recording.</summary>
    public static Recording Open(string name) => name switch
    {
        KuCoin2021 => KuCoinRecording.Open(name, Shipped(name, "KUCOIN.0", "KUCOIN.http.0.0", "KUCOIN.ws.1.0"), ShippedList),
        Binance2024 => BinanceRecording.Open(
            name,
            Shipped(
                name,
                "spot_btcusdt_20240808.jsonl.gz",
                "spot_btcusdt_20240809.jsonl.gz",
                "spot_ethusdt_20240808.jsonl.gz",
                "spot_ethusdt_20240809.jsonl.gz"),
            ShippedList),
        _ => throw new RecordingException($"There is no recording \"{name}\"; known are {string.Join(", ", Names)}."),
    };

    /// <summary>Opens the files of a folder: its candles (<c>*.csv</c>, <c>*.csv.gz</c>), or where it holds none all that lies in it.</summary>
    /// <param name="seed">As in <see cref="OpenFiles"/>.</param>
    public static Recording OpenFolder(string path, long seed = 1)
    {
        string[] files = [.. Directory.GetFiles(path).Where(file => Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal)];
        string[] candles = [.. files.Where(file => file.EndsWith(".csv", StringComparison.Ordinal) || file.EndsWith(".csv.gz", StringComparison.Ordinal))];
        if (candles.Length == 0 && Array.Find(files, file => file.EndsWith(".csv.xz", StringComparison.Ordinal)) is string packed)
            throw new RecordingException($"{packed} is packed with xz, which is not read here; unpack it, or pack it with gzip.");
        return files.Length == 0 ? throw new RecordingException($"The folder {path} is empty; a recording's files belong in it.") : OpenFiles(candles.Length > 0 ? candles : files, seed);
    }

    /// <summary>Opens files of one recording, in any order, plain or gzip. Their kind is read from their content, not from their names.</summary>
    /// <param name="seed">For candles: which of the many markets that have these candles.</param>
    public static Recording OpenFiles(IReadOnlyList<string> paths, long seed = 1)
    {
        if (paths.Count == 0)
            throw new RecordingException("No file is given; name at least one.");
        IEnumerable<string> full = paths.Select(Path.GetFullPath);
        if (full.GroupBy(path => path).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RecordingException($"{twice.Key} is given twice; its messages would come twice.");
        string name = string.Join('+', paths.Select(Path.GetFileName));
        RecordingKind kind = KindOf(paths[0]);
        if (paths.Skip(1).Select(path => (Path: path, Kind: KindOf(path))).FirstOrDefault(file => file.Kind != kind) is { Path: not null } other)
            throw new RecordingException($"{paths[0]} is a {kind} recording and {other.Path} a {other.Kind} one; give files of one kind.");
        return kind switch
        {
            RecordingKind.KuCoin => KuCoinRecording.Open(name, paths, ShippedList),
            RecordingKind.Binance => BinanceRecording.Open(name, paths, ShippedList),
            _ => CandleRecording.Open(paths.Count > 3 ? $"candles of {paths.Count} symbols" : name, paths, ShippedList, seed),
        };
    }

    private static RecordingKind KindOf(string path)
    {
        using LineFile file = LineFile.Open(path);
        while (file.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (line.IsEmpty)
                continue;
            if (KuCoinLine.Fits(line.Span))
                return RecordingKind.KuCoin;
            if (BinanceLine.Fits(line.Span))
                return RecordingKind.Binance;
            return CandleFile.Fits(line.Span) ? RecordingKind.Candles :
                throw file.Fault($"this is neither a KuCoin recording (\"<unix seconds>: {{…}}\") nor a Binance one (\"<unix nanoseconds> {{…}}\") nor candles (\"{CandleFile.Header}\")");
        }

        throw new RecordingException($"{path} is empty; a recording holds one message a line.");
    }

    private static string[] Shipped(string name, params string[] files)
    {
        string[] paths = [.. files.Select(file => Path.Combine(DataFolder, name, file))];
        if (Array.Find(paths, path => !File.Exists(path)) is string missing)
            throw new RecordingException($"{missing} is missing; the folder \"recordings\" belongs beside the program, so build or install it again.");
        return paths;
    }

    private static SymbolList ShippedList()
    {
        var list = new SymbolList();
        foreach ((_, TimedLine line) in MergedLines.Read(Shipped(KuCoin2021, "KUCOIN.0"), KuCoinLine.Parse))
            list.Add(line.Json);
        return list;
    }

    private enum RecordingKind
    {
        KuCoin,
        Binance,
        Candles,
    }
}
