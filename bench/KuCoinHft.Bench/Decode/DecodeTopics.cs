using System.Diagnostics;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Decode;

/// <summary>Path: stage 2, a frame's bytes to sequences, ticks, lots and the symbol's number.</summary>
/// <remarks>
/// Input: the level2, ticker and match frames of both shipped recordings, those of kucoin-2021 as KuCoin sent them. Warm: 400 frames that stay in L2. Cold: some 12 MB of
/// them, shuffled, beyond L2. Baseline: System.Text.Json's forward reader, which finds the same fields in the same bytes, to decimals instead of ticks and lots, and refuses
/// nothing but broken JSON. Both turns of a round run within milliseconds.
/// Budget: 0.25 of the baseline for level2, 0.28 for ticker, 0 bytes. A regression delays every book update of every symbol.
/// </remarks>
internal static class DecodeTopics
{
    private const int Rounds = 31;
    private const int WarmFrames = 400;
    private const int WarmPasses = 100;
    private const int ColdFrames = 50_000;

    public static void Run()
    {
        CoreAffinity.Pin(CoreAffinity.Allowed()[^1]);
        Console.WriteLine($"{Rounds} rounds in turn after 3 to warm up; ns a frame, and MB/s of the stage's median");
        Console.WriteLine("| frames | bytes a frame | in L2 | Utf8JsonReader: median | p10..p90 | stage: median | p10..p90 | stage / reader: median | p10..p90 | MB/s | bytes allocated, most of a round |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in (string[])[RecordingCatalog.KuCoin2021, RecordingCatalog.Binance2024])
        {
            using var recorded = new RecordedMarketFrames(name);
            foreach (UpdateKind kind in (UpdateKind[])[UpdateKind.Level2, UpdateKind.Ticker, UpdateKind.Match])
            {
                byte[][] frames = recorded.FramesOf(kind);
                if (frames.Length == 0)
                    continue;
                Compare($"{kind}, {name}", frames, recorded.Instruments, isCold: false);
                Compare($"{kind}, {name}", frames, recorded.Instruments, isCold: true);
            }
        }
    }

    private static void Compare(string name, byte[][] frames, InstrumentTable instruments, bool isCold)
    {
        int total = isCold ? ColdFrames : Math.Min(WarmFrames, frames.Length);
        int passes = isCold ? 1 : WarmPasses;
        using var set = new FrameSet(frames, total, instruments);
        set.RequireSameAnswers(instruments);
        Func<long> readByReader = set.ReadByJsonReader;
        Func<long> readByStage = set.ReadByStage;
        var rounds = new List<(double Reader, double Stage)>();
        long allocated = 0;
        for (int round = -3; round < Rounds; round++)
        {
            double? first = round % 2 == 0 ? Time(readByReader, set.Count, passes) : null;
            long before = GC.GetAllocatedBytesForCurrentThread();
            double stage = Time(readByStage, set.Count, passes);
            long bytesOfRound = GC.GetAllocatedBytesForCurrentThread() - before;
            double reader = first ?? Time(readByReader, set.Count, passes);
            if (round < 0)
                continue;
            rounds.Add((reader, stage));
            allocated = Math.Max(allocated, bytesOfRound);
        }

        double bytes = (double)set.Bytes / set.Count;
        Console.WriteLine($"| {name} | {bytes:0} | {(isCold ? "cold" : "warm")} | {Spread(rounds, r => r.Reader, "0")} | {Spread(rounds, r => r.Stage, "0")} "
            + $"| {Spread(rounds, r => r.Stage / r.Reader, "0.00")} | {bytes / Median(rounds, r => r.Stage) * 1000:0} | {allocated} |");
    }

    private static double Time(Func<long> read, int frames, int passes)
    {
        long began = Stopwatch.GetTimestamp();
        long sum = 0;
        for (int pass = 0; pass < passes; pass++)
            sum += read();
        double nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds;
        return sum != 0 ? nanoseconds / frames / passes : throw new InvalidDataException("Nothing was read.");
    }

    private static string Spread<T>(List<T> rounds, Func<T, double> value, string format)
    {
        double[] sorted = [.. rounds.Select(value).Order()];
        string At(double share) => sorted[(int)(share * (sorted.Length - 1))].ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        return $"{At(0.5)} | {At(0.1)}..{At(0.9)}";
    }

    private static double Median<T>(List<T> rounds, Func<T, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);
}
