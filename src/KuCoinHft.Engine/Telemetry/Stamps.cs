using System.Runtime.CompilerServices;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>When each stage was done with a frame; index 0 is Intake, before it publishes.</summary>
/// <remarks>Shape: two cache lines. Units: nanoseconds of <see cref="StampClock"/>; 0 is not stamped. Each index is written by one stage.</remarks>
[InlineArray(Count)]
public struct Stamps
{
    /// <summary>Stages that can be stamped.</summary>
    public const int Count = 16;

    /// <summary>Intake's index.</summary>
    public const int Intake = 0;

    private long _first;
}
