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

    /// <summary>Opens files of one recording, in any order, plain or gzip. Their kind is read from their content, not from their names.</summary>
    public static Recording OpenFiles(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new RecordingException("No file is given; name at least one.");
        IEnumerable<string> full = paths.Select(Path.GetFullPath);
        if (full.GroupBy(path => path).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RecordingException($"{twice.Key} is given twice; its messages would come twice.");
        string name = string.Join('+', paths.Select(Path.GetFileName));
        bool isKuCoin = IsKuCoin(paths[0]);
        if (paths.Skip(1).FirstOrDefault(path => IsKuCoin(path) != isKuCoin) is string other)
        {
            throw new RecordingException(
                $"{paths[0]} is a {(isKuCoin ? "KuCoin" : "Binance")} recording and {other} a {(isKuCoin ? "Binance" : "KuCoin")} one; give files of one kind.");
        }

        return isKuCoin ? KuCoinRecording.Open(name, paths, ShippedList) : BinanceRecording.Open(name, paths, ShippedList);
    }

    private static bool IsKuCoin(string path)
    {
        using LineFile file = LineFile.Open(path);
        while (file.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (line.IsEmpty)
                continue;
            if (KuCoinLine.Fits(line.Span))
                return true;
            return BinanceLine.Fits(line.Span) ? false :
                throw file.Fault("this is neither a KuCoin recording (\"<unix seconds>: {…}\") nor a Binance one (\"<unix nanoseconds> {…}\")");
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
}
