using System.Runtime.InteropServices;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>A node of a compiled tree: right where the input is above the threshold, else left; the right child stands behind the left one.</summary>
/// <remarks>Shape: 8 bytes, eight to a cache line. A leaf's child is itself, and its threshold infinite, so that a walk that has arrived stays.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct WalkNode
{
    public float Threshold;

    /// <summary>Index of the input.</summary>
    public ushort Feature;

    /// <summary>The left child, counted from the tree's root.</summary>
    public ushort Child;
}
