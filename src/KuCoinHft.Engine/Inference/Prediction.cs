using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Inference;

/// <summary>Q-values of every agent: index = agent * <see cref="Limits.Targets"/> + target.</summary>
[InlineArray(Limits.Agents * Limits.Targets)]
public struct QValues
{
    private float _first;
}

/// <summary>Weights of the meta-model: 0 none, then one per agent; they sum to 1.</summary>
[InlineArray(Limits.Agents + 1)]
public struct MetaWeights
{
    private float _first;
}

/// <summary>What the models say of the frame's feature vector.</summary>
/// <remarks>Shape: two cache lines. Written by Inference alone.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct Prediction
{
    /// <summary>Bit a is set when agent a's model gave finite values for this frame.</summary>
    public byte AgentsReady;

    /// <summary>Bit a is set when agent a's model reads long features and was not asked, because they are not ready.</summary>
    public byte AgentsWaiting;

    /// <summary>1 when the meta-model gave weights for this frame.</summary>
    public byte MetaReady;
    public short SymbolId;
    public QValues Q;
    public MetaWeights Meta;
}
