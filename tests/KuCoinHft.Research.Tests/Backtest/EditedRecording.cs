using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A recording of which a test takes a part, or leaves something out.</summary>
internal sealed class EditedRecording(Recording whole, Func<IEnumerable<RecordedEvent>, IEnumerable<RecordedEvent>> edit) : Recording
{
    public override string Name => $"{whole.Name}, edited";

    public override IReadOnlyList<Instrument> Instruments => whole.Instruments;

    /// <summary>The first <paramref name="count"/> events.</summary>
    public static EditedRecording Beginning(Recording whole, int count) => new(whole, events => events.Take(count));

    /// <summary>All but the first level 2 message that comes after <paramref name="index"/> events.</summary>
    public static EditedRecording WithoutLevel2After(Recording whole, int index) => new(whole, events => DropLevel2After(events, index));

    /// <summary>With an hour of made-up candles before its first event, so that the long windows are warm from the beginning.</summary>
    public static EditedRecording Warmed(Recording whole) => new(whole, events => MadeCandles.Before(whole).Concat(events));

    public override IEnumerable<RecordedEvent> Read() => edit(whole.Read());

    private static IEnumerable<RecordedEvent> DropLevel2After(IEnumerable<RecordedEvent> events, int index)
    {
        bool isDropped = false;
        int count = 0;
        foreach (RecordedEvent recorded in events)
        {
            if (!isDropped && count++ >= index && recorded.Json.Span.IndexOf("trade.l2update"u8) >= 0)
                isDropped = true;
            else
                yield return recorded;
        }
    }
}
