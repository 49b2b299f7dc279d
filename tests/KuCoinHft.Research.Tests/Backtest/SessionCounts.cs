using KuCoinHft.Engine;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>What a pipeline has seen and done so far.</summary>
/// <remarks>Thread: the one that runs the stages, or any after they have stopped.</remarks>
internal readonly record struct SessionCounts(
    long Frames, long Decisions, long Sent, long Acked, long Filled, long Refused, long Unknown, long Rejects, long Gaps, long Synced)
{
    public static SessionCounts Of(Pipeline pipeline)
    {
        OrderCounts orders = pipeline.Orders.Counts;
        long gaps = 0;
        long synced = 0;
        for (int symbol = 0; symbol < pipeline.Book.Count; symbol++)
        {
            BookCounts book = pipeline.Book[symbol].Counts;
            gaps += book.Gaps;
            synced += book.Synced;
        }

        return new SessionCounts(
            pipeline.Completed + 1,
            Sum(pipeline.Agents.Reasons),
            orders.Sent,
            orders.Acked,
            orders.Filled,
            orders.Refused,
            orders.Unknown,
            Sum(pipeline.Risk.Rejects),
            gaps,
            synced);
    }

    public static SessionCounts operator -(SessionCounts a, SessionCounts b) => new(
        a.Frames - b.Frames,
        a.Decisions - b.Decisions,
        a.Sent - b.Sent,
        a.Acked - b.Acked,
        a.Filled - b.Filled,
        a.Refused - b.Refused,
        a.Unknown - b.Unknown,
        a.Rejects - b.Rejects,
        a.Gaps - b.Gaps,
        a.Synced - b.Synced);

    // No LINQ: it is also taken on the thread whose allocations are measured.
    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
            sum += count;
        return sum;
    }
}
