using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Features;

/// <summary>Floats of one vector.</summary>
[InlineArray(Limits.FeaturesMax)]
public struct FeatureValues
{
    private float _first;
}

/// <summary>State of a feature vector.</summary>
public enum FeatureState : byte
{
    /// <summary>The frame is no decision frame; nothing was computed.</summary>
    None,

    /// <summary>Book or windows are not filled yet.</summary>
    Warming,

    /// <summary>The book is stale.</summary>
    Stale,

    /// <summary>All values are finite.</summary>
    Ready,
}

/// <summary>The features of the frame's symbol; computed on decision frames (<see cref="Decode.UpdateKind.Timer"/>) only.</summary>
/// <remarks>Shape: five cache lines. Written by Features alone.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 320)]
public struct FeatureVector
{
    public FeatureState State;

    /// <summary>Whether the long features say something; they are 0 otherwise.</summary>
    public LongState LongState;
    public short SymbolId;
    public FeatureValues Values;
}
