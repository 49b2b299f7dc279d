using KuCoinHft.Cli.Latency;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli.Tests.Latency;

/// <summary>The generator beside an engine that has stopped or would not stop.</summary>
public sealed class MemorySessionTests
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(20);

    private static readonly LoadPlan Plan = LoadPlan.Create(
        RecordingCatalog.Open(RecordingCatalog.Binance2024),
        new LatencySettings(LatencyTransport.Memory, "fused", LoadRate.Parse("recorded:5x"), Seconds: 2, Runs: 1, DecideEvery: 3, StallMs: 0),
        TimeSpan.FromSeconds(30));

    [Fact]
    public void A_full_ring_that_nobody_reads_is_waited_for_until_the_run_is_over()
    {
        using var wire = new MemoryWire(Plan, new PlanClock(0));
        Exception? end = null;
        var sender = new Thread(() => end = Record.Exception(() => SendForEver(wire))) { IsBackground = true };
        sender.Start();
        Assert.False(sender.Join(TimeSpan.FromMilliseconds(200)));

        wire.End();

        Assert.True(sender.Join(EndTimeout));
        Assert.Contains("took no more", Assert.IsType<IOException>(end).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rings_stay_while_a_worker_may_write_to_them()
    {
        MemorySession session = Ended(isEngineStopped: false);

        Assert.True(session.Gateway.Send(new ActionRecord { Kind = ActionKind.NewOrder }, "{}"u8));
    }

    [Fact]
    public void Rings_go_when_the_engine_has_stopped()
    {
        MemorySession session = Ended(isEngineStopped: true);

        Assert.Throws<NullReferenceException>(() => session.Gateway.Send(new ActionRecord { Kind = ActionKind.NewOrder }, "{}"u8));
    }

    private static MemorySession Ended(bool isEngineStopped)
    {
        var session = new MemorySession(Plan, new PlanClock(0), stallMs: 0) { IsEngineStopped = () => isEngineStopped };
        session.Flood();
        session.Dispose();
        return session;
    }

    private static void SendForEver(MemoryWire wire)
    {
        while (true)
            wire.SendMarket(0);
    }
}
