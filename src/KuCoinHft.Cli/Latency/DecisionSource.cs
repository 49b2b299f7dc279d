using System.Buffers.Binary;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>The market's source, with a decision frame right behind the market frames that the plan says.</summary>
/// <remarks>
/// In a session timers make decision frames, 100 ms apart, so that a decision has no tick to count from; here each has the one before it.
/// Thread: the intake worker. A poll ends at a deciding frame, so that nothing can come between it and its decision.
/// </remarks>
/// <param name="openingFrames">Frames that the connection itself brings first: welcome and acks.</param>
internal sealed class DecisionSource(IFrameSource market, LoadPlan plan, PlanClock clock, int openingFrames) : IFrameSource
{
    private const int None = -1;
    private readonly byte[] _payload = new byte[8];
    private int _next = -openingFrames;
    private int _due = None;

    public int Poll(Intake intake, int framesMax)
    {
        if (_due != None)
            return Decide(intake);
        int published = market.Poll(intake, Math.Min(framesMax, Room()));
        _next += published;
        if (published == 0 || _next <= 0 || _next > plan.Count || !plan.Decides[_next - 1])
            return published;
        _due = plan.Symbols[_next - 1];
        return published + Decide(intake);
    }

    private int Room()
    {
        if (_next < 0)
            return -_next;
        if (_next >= plan.Count)
            return int.MaxValue;
        clock.NowNs = plan.ReceiveNs[_next];
        return plan.NextDecision[_next] - _next + 1;
    }

    private int Decide(Intake intake)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_payload, _due);
        if (!intake.TryPublish(FrameSource.Timer, FrameKind.Timer, clock.NowNs, _payload))
            return 0;
        _due = None;
        return 1;
    }
}
