using System.Diagnostics;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Book;

/// <summary>Path: stage 3, an increment into its book and the best 20 levels of both sides out of it, by ladders and by sorted dictionaries.</summary>
/// <remarks>
/// Input: the increments among the first 8192 frames of each recording, decoded, from books at their snapshots. Rounds take turns, each over new books; one operation is one
/// increment with its changes and, after it, a span of the best 20 levels of each side, which the reader adds up: the ladders show their own memory, the dictionaries
/// must be walked and copied. Before anything is timed, both books are compared after every increment.
/// Budget: a tenth of the sorted dictionaries' time, 0 bytes.
/// A regression means that changes have moved away from the top of the ladder, or that the ladder got slower there.
/// </remarks>
internal static class BookComparison
{
    private const int Depth = 20;
    private const int Rounds = 9;
    private const int WarmUpRounds = 5;

    // Passes of a round: each begins at the snapshots, which are not timed.
    private const int Passes = 20;

    public static void Run()
    {
        Console.WriteLine($"{Rounds} rounds; ns an increment, the best {Depth} of both sides included");
        Console.WriteLine("| recording | increments | changes each | SortedDictionary: median | least..most | bytes | ladders: median | least..most | bytes | ratio: median | least..most | budget |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        Compare(RecordingCatalog.KuCoin2021);
        Compare(RecordingCatalog.Binance2024);
    }

    private static void Compare(string recording)
    {
        var tape = new BookTape(recording, Depth);
        tape.RequireEqual();
        Increment[] increments = tape.Increments;
        var rounds = new List<(double Sorted, double Ladders)>();
        long sortedBytes = 0;
        long laddersBytes = 0;
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            double? early = round % 2 == 0 ? Sorted(out sortedBytes) : null;
            double ladders = Ladders(out laddersBytes);
            double sorted = early ?? Sorted(out sortedBytes);
            if (round >= 0)
                rounds.Add((sorted, ladders));
        }

        double changes = increments.Average(each => each.ChangeCount);
        Console.WriteLine($"| {recording} | {increments.Length} | {changes:F1} | {Rows.Spread(rounds.Select(r => r.Sorted))} | {sortedBytes} | {Rows.Spread(rounds.Select(r => r.Ladders))} | {laddersBytes} | " +
            $"{Rows.Spread(rounds.Select(r => r.Ladders / r.Sorted), "F3")} | 0.1 |");

        double Sorted(out long bytes) => Timed(() => tape.SortedBooks(), books => tape.TakeAll(books), increments.Length, out bytes);

        double Ladders(out long bytes) => Timed(() => tape.Builders(), books => tape.TakeAll(books), increments.Length, out bytes);
    }

    private static double Timed<TBook>(Func<TBook[]> make, Action<TBook[]> takeAll, int increments, out long bytes)
    {
        long ticks = 0;
        bytes = 0;
        for (int pass = 0; pass < Passes; pass++)
        {
            TBook[] books = make();
            GC.Collect();
            long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            long startedAt = Stopwatch.GetTimestamp();
            takeAll(books);
            ticks += Stopwatch.GetTimestamp() - startedAt;
            bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        }

        bytes /= (long)Passes * increments;
        return ticks * 1e9 / Stopwatch.Frequency / ((long)Passes * increments);
    }
}
