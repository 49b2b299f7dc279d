using System.IO.Compression;
using System.Text.Json;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>A line of Binance's own, read without any code of the translator.</summary>
internal sealed record RawMessage(long TimeNs, string Symbol, string Stream, JsonElement Data);

/// <summary>The shipped Binance files, the plain way.</summary>
internal static class RawBinance
{
    private static readonly string Folder = Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.Binance2024);

    public static string[] Paths(string pair) => [.. new[] { "20240808", "20240809" }.Select(day => Path.Combine(Folder, $"spot_{pair}_{day}.jsonl.gz"))];

    /// <summary>All messages of one symbol; the stream of a REST book is "book".</summary>
    public static IEnumerable<RawMessage> Read(string symbol)
    {
        foreach (string path in Paths(symbol.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()))
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (lines.ReadLine() is string line)
            {
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                using JsonDocument document = JsonDocument.Parse(line.AsMemory(space + 1));
                JsonElement root = document.RootElement;
                bool isBook = root.TryGetProperty("lastUpdateId", out _);
                string stream = isBook ? "book" : root.GetProperty("stream").GetString()!.Split('@')[1];
                yield return new RawMessage(long.Parse(line.AsSpan(0, space)), symbol, stream, isBook ? root : root.GetProperty("data"));
            }
        }
    }
}

/// <summary>Binance's calibration from the depth stream alone.</summary>
internal sealed class DepthBook
{
    public ReplayedBook Book { get; } = new();

    public long Update { get; private set; }

    public void Load(JsonElement book)
    {
        Update = book.GetProperty("lastUpdateId").GetInt64();
        Set(book, "bids", "asks");
    }

    public void Apply(JsonElement depth)
    {
        if (depth.GetProperty("u").GetInt64() <= Update)
            return;
        Update = depth.GetProperty("u").GetInt64();
        Set(depth, "b", "a");
    }

    private void Set(JsonElement from, string bids, string asks)
    {
        foreach (JsonElement row in from.GetProperty(bids).EnumerateArray())
            ReplayedBook.Set(Book.Bids, ReplayedBook.Number(row[0]), ReplayedBook.Number(row[1]));
        foreach (JsonElement row in from.GetProperty(asks).EnumerateArray())
            ReplayedBook.Set(Book.Asks, ReplayedBook.Number(row[0]), ReplayedBook.Number(row[1]));
    }
}

/// <summary>Open, high, low, close and volume by minute.</summary>
internal sealed class MinuteCandles
{
    public SortedDictionary<long, (decimal Open, decimal High, decimal Low, decimal Close, decimal Volume)> Minutes { get; } = [];

    public void Add(long timeMs, decimal price, decimal size)
    {
        long minute = timeMs / 60_000;
        Minutes[minute] = Minutes.TryGetValue(minute, out var candle)
            ? (candle.Open, Math.Max(candle.High, price), Math.Min(candle.Low, price), price, candle.Volume + size)
            : (price, price, price, price, size);
    }
}
