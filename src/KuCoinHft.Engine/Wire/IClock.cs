namespace KuCoinHft.Engine.Wire;

/// <summary>Session time for Intake: the only place where time enters the engine.</summary>
/// <remarks>Implementations: wall clock, market time at a multiple of it (demo at 20x), and virtual time (replay, backtest).</remarks>
public interface IClock
{
    /// <summary>Nanoseconds since the Unix epoch; never goes back.</summary>
    long NowNs { get; }
}
