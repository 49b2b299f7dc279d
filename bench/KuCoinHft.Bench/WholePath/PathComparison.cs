using KuCoinHft.Bench.Inference;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.WholePath;

/// <summary>Path: a frame in memory through the engine, whole against the sum of its stages, each alone.</summary>
/// <remarks>
/// Input: the frames of a session of five minutes of binance-2024 on the embedded exchange, answers and fills included, in which nearly every decision becomes an order
/// (<see cref="SwingingModel"/>). "Alone": a stage takes 256 frames before the next stage takes any, so its code and data are warm. "Whole": a frame passes every stage before the
/// next frame; for orders that is the pipeline as it ships, journals encoded into memory, ending with the request's bytes.
/// Events are timed in runs between other frames, because one of them lasts no longer than a clock read or two; orders each alone. The cost of the clock is measured and taken off.
/// A last part has an order every five seconds and symbol, about as often as a real session: what a cold order path costs.
/// Budget: whole 1.2 of the sum for both, and for events 0.5 of what the platform's JSON reader takes for their fields alone; 0 bytes.
/// A regression means that stages push each other out of the caches, or that something has grown between them.
/// </remarks>
internal static class PathComparison
{
    private const int Rounds = 9;
    private const int WarmUpRounds = 4;
    private const long EventsMin = 100_000;
    private const long OrdersMin = 10_000;

    // An order every five seconds and symbol: in between, its code leaves the nearest cache, alone or not.
    private const int RareOrders = 50;
    private const long RareOrdersMin = 500;

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        Exception? fault = null;
        var worker = new Thread(() =>
        {
            try
            {
                CoreAffinity.Pin(cores[^1]);
                using EngineModels shipped = EngineModels.Load(Checkout.Models);
                Compare(PathModels.Shipped(shipped, decisionsPerOrder: 1), withEvents: true, OrdersMin);
                Compare(PathModels.Made(), withEvents: false, OrdersMin);
                Compare(PathModels.Shipped(shipped, RareOrders), withEvents: false, RareOrdersMin);
            }
            catch (Exception thrown) when (thrown is InvalidOperationException or InvalidDataException)
            {
                fault = thrown;
            }
        });
        worker.Start();
        worker.Join();
        if (fault is not null)
            throw new InvalidOperationException("The path could not be measured.", fault);
    }

    private static void Compare(PathModels models, bool withEvents, long ordersMin)
    {
        SessionFrames session = SessionFrames.Record(models);
        var rounds = new List<PathRound>();
        for (int i = -WarmUpRounds; i < Rounds; i++)
        {
            var round = new PathRound(session, models);
            round.Measure(isWholeFirst: i % 2 == 0);
            if (i >= 0)
                rounds.Add(round);
        }

        long events = rounds.Sum(round => (long)round.Events);
        long orders = rounds.Sum(round => (long)round.Orders);
        if (events < EventsMin || orders < ordersMin)
            throw new InvalidDataException($"{events} events and {orders} orders are too few to speak of.");
        Console.WriteLine();
        Console.WriteLine($"Models: {models.Name}; an order every {models.DecisionsPerOrder} decisions of a symbol. {Rounds} rounds, {events:N0} events and {orders:N0} orders in all; a clock read of {Median(rounds.Select(round => round.ClockNs)):F1} ns taken off; " +
            $"{rounds.Sum(round => round.WholeBytes)} bytes allocated in {rounds.Count} runs of the whole pipeline.");
        if (withEvents)
        {
            Console.WriteLine();
            Console.WriteLine("| event frame -> features, p50 of a frame's ns | median of rounds | least..most | budget |");
            Console.WriteLine("|---|---|---|---|");
            foreach ((string name, int stage) in PathRound.EventStages)
                Row($"{name}, alone", rounds.Select(round => round.EventNs(stage)));
            Row("sum of the stages", rounds.Select(round => round.EventSum));
            Row("whole", rounds.Select(round => round.EventWhole));
            Row("Utf8JsonReader, the same frames' fields", rounds.Select(round => round.EventReader));
            Row("whole / sum", rounds.Select(round => round.EventWhole / round.EventSum), "F2", "1.2");
            Row("whole / Utf8JsonReader", rounds.Select(round => round.EventWhole / round.EventReader), "F2", "0.5");
        }

        Console.WriteLine();
        Console.WriteLine("| decision frame -> order bytes, p50 ns | median of rounds | least..most | budget |");
        Console.WriteLine("|---|---|---|---|");
        for (int stage = 0; stage < PathRound.StageNames.Count; stage++)
        {
            int at = stage;
            Row($"{PathRound.StageNames[at]}, alone", rounds.Select(round => round.OrderNs(at)));
        }

        Row("sum of the stages", rounds.Select(round => round.OrderSum));
        Row("whole", rounds.Select(round => round.OrderWhole));
        Row("whole, p99", rounds.Select(round => round.OrderWholeP99));
        Row("whole / sum", rounds.Select(round => round.OrderWhole / round.OrderSum), "F2", "1.2");
    }

    private static void Row(string name, IEnumerable<double> values, string format = "F0", string budget = "") =>
        Console.WriteLine($"| {name} | {Rows.Spread(values, format)} | {budget} |");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
