using System.Buffers.Binary;

namespace KuCoinHft.Engine.Wire;

/// <summary>Makes a decision frame for every symbol once a period of session time.</summary>
/// <remarks>
/// Due times are whole multiples of the period since the epoch, so they do not depend on when the session began. A period that passed
/// while Intake could not poll is skipped, not made up. All symbols of one period get frames of its due time, in order of their ids; Intake raises
/// the time of those that a later frame has overtaken.
/// </remarks>
public sealed class TimerSource : IFrameSource
{
    private readonly IClock _clock;
    private readonly long _periodNs;
    private readonly int _symbols;
    private readonly byte[] _payload = new byte[8];
    private int _nextSymbol;

    public TimerSource(IClock clock, long periodNs, int symbols)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodNs, 1);
        _clock = clock;
        _periodNs = periodNs;
        _symbols = symbols;
        DueNs = NextMultiple(clock.NowNs);
    }

    /// <summary>Session time of the next timer frames.</summary>
    public long DueNs { get; private set; }

    /// <summary>Periods that passed without frames.</summary>
    public long SkippedCount { get; private set; }

    public int Poll(Intake intake, int framesMax)
    {
        if (_clock.NowNs < DueNs)
            return 0;
        int published = 0;
        while (published < framesMax && _nextSymbol < _symbols)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_payload, _nextSymbol);
            if (!intake.TryPublish(FrameSource.Timer, FrameKind.Timer, DueNs, _payload))
                return published;
            _nextSymbol++;
            published++;
        }

        if (_nextSymbol == _symbols)
            Advance();
        return published;
    }

    private void Advance()
    {
        _nextSymbol = 0;
        long due = NextMultiple(Math.Max(_clock.NowNs, DueNs));
        SkippedCount += ((due - DueNs) / _periodNs) - 1;
        DueNs = due;
    }

    private long NextMultiple(long nowNs) => ((nowNs / _periodNs) + 1) * _periodNs;
}
