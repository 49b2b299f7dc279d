using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Research.Tests.Trace;

[Collection(nameof(TracedSession))]
public sealed class FrameTraceTests(TracedSession session)
{
    private static readonly string[] Rooms = ["intake", "decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send"];

    [Fact]
    public void A_market_frame_shows_its_book_and_no_decision()
    {
        SeenFrame seen = session.Frames.Last(f => f.Update.Kind == UpdateKind.Level2 && f.Top.IsLive);
        TraceReport report = Trace(seen.Sequence, withBytes: true);

        AssertWhole(report, seen);
        Instrument instrument = session.Journal.Instruments[seen.Update.SymbolId];
        Assert.Equal("Level2 " + instrument.Symbol, Room(report, "decode").Summary);
        Assert.Equal($"{seen.Update.SequenceEnd}", Value(report, "decode", "last sequence"));
        Assert.Equal($"{seen.Top.Asks[0].PriceTicks / (decimal)instrument.TicksPerUnit:0.########} x {seen.Top.Asks[0].SizeLots / (decimal)instrument.LotsPerUnit:0.############}", Value(report, "book", "ask 1"));
        Assert.All((string[])["features", "infer", "agents", "risk"], room => Assert.Equal("no decision frame", Room(report, room).Summary));
        Assert.Empty(Room(report, "features").Values);
        Assert.StartsWith("{\"type\":\"message\"", report.Bytes!, StringComparison.Ordinal);
        Assert.Equal(101, report.MedianFrames);
        Assert.All(report.Rooms, room => Assert.NotNull(room.MedianNs));
    }

    [Fact]
    public void A_decision_frame_with_an_order_shows_every_room()
    {
        SeenFrame seen = session.Orders[^1];
        TraceReport report = Trace(seen.Sequence);

        AssertWhole(report, seen);
        Assert.Null(report.Bytes);
        Assert.Equal(FeatureSet.Names, Room(report, "features").Values.Take(FeatureSet.Count).Select(v => v.Name));
        Assert.Equal($"{seen.Prediction.Q[0]:R}", Value(report, "infer", "Momentum at -1"));
        Assert.Equal($"{seen.Prediction.Q[14]:R}", Value(report, "infer", "StatisticalArbitrage at 1"));
        Assert.Equal($"{seen.Prediction.Meta[0]:R}", Value(report, "infer", "weight of None"));
        Assert.Equal($"{seen.Decision.TargetHalves / 2m:0.#}", Value(report, "agents", "target"));
        Assert.Equal("passed", Value(report, "risk", "outcome"));
        string clientOid = session.Journal.ClientOid(seen.Intent.OrderKey);
        Assert.Equal($"NewOrder {clientOid}", Value(report, "orders", "action 0"));
        Assert.Contains($"\"clientOid\":\"{clientOid}\"", Value(report, "send", "action 0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_frame_says_why_and_where()
    {
        SeenFrame seen = session.Frames[(int)session.BadFrame];
        Assert.Equal(BadReason.Truncated, seen.Update.Bad);
        TraceReport report = Trace(session.BadFrame, withBytes: true);

        AssertWhole(report, seen);
        Assert.Equal("refused as Truncated: the bytes end inside a value", Room(report, "decode").Summary);
        Assert.Equal($"{report.Bytes!.Length}", Value(report, "decode", "at"));
        Assert.Equal("no book concerned", Room(report, "book").Summary);
    }

    [Fact]
    public void The_first_frame_of_all_has_no_median()
    {
        TraceReport report = Trace(0);
        AssertWhole(report, session.Frames[0]);
        Assert.Equal(0, report.MedianFrames);
        Assert.All(report.Rooms, room => Assert.Null(room.MedianNs));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000_000)]
    public void A_frame_that_is_not_there_is_refused_with_those_that_are(long sequence)
    {
        Assert.Contains($"holds 0 to {session.Frames.Count - 1}", Assert.Throws<ArgumentException>(() => Trace(sequence)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_other_models_the_recorded_answers_are_shown_as_such()
    {
        SeenFrame seen = session.Orders[^1];
        TraceReport report = FrameTrace.Run(session.Journal, EngineModels.None, seen.Sequence, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(4, report.Differences.Count(line => line.StartsWith("model ", StringComparison.Ordinal)));
        Assert.Equal(["infer"], report.Rooms.Where(room => room.Origin == "recorded").Select(room => room.Room));
        Assert.Equal($"{seen.Prediction.Q[0]:R}", Value(report, "infer", "Momentum at -1"));
        Assert.True(report.EqualsJournal, report.Comparison);
    }

    [Fact]
    public void Every_reason_has_its_words()
    {
        string[] words = [.. Enum.GetValues<DecisionReason>().Select(Reasons.Of), .. Enum.GetValues<Engine.Risk.RejectReason>().Select(Reasons.Of), .. Enum.GetValues<BadReason>().Select(Reasons.Of)];
        Assert.All(words, word => Assert.DoesNotContain("unknown to this program", word, StringComparison.Ordinal));
        Assert.Equal(words.Length, words.Distinct().Count());
    }

    private TraceReport Trace(long sequence, bool withBytes = false)
    {
        return FrameTrace.Run(session.Journal, session.Models, sequence, withBytes, TestContext.Current.CancellationToken);
    }

    private static void AssertWhole(TraceReport report, SeenFrame seen)
    {
        Assert.Equal((seen.Sequence, seen.ReceiveNs), (report.Sequence, report.ReceiveNs));
        Assert.Equal(Rooms, report.Rooms.Select(room => room.Room));
        Assert.True(report.EqualsJournal, report.Comparison);
        Assert.Empty(report.Differences);
        Assert.All(report.Rooms, room => Assert.Equal("recomputed", room.Origin));
        Assert.All(report.Rooms, room => Assert.InRange(room.Ns, 0, long.MaxValue));
        Assert.Equal(report.TotalNs, report.Rooms.Sum(room => room.Ns));
        Assert.True(report.TotalNs > 0, "time has passed");
        Assert.EndsWith($"{seen.ReceiveNs % 1_000_000_000:000000000}", report.ReceivedUtc, StringComparison.Ordinal);
    }

    private static RoomReport Room(TraceReport report, string name) => report.Rooms.Single(room => room.Room == name);

    private static string Value(TraceReport report, string room, string name) => Room(report, room).Values.Single(value => value.Name == name).Value;
}
