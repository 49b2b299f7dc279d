using System.Runtime.CompilerServices;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>One number for each tree of a group.</summary>
[InlineArray(CompiledTrees.Group)]
internal struct EachTree
{
    private int _first;
}

/// <summary>Trees that are walked side by side; a group that is not full repeats its first tree and counts it once.</summary>
internal struct TreeGroup
{
    /// <summary>Where each tree's root stands among the nodes.</summary>
    public EachTree Roots;

    /// <summary>The score that each tree adds to.</summary>
    public EachTree Classes;

    /// <summary>Trees that count.</summary>
    public int Count;

    /// <summary>Steps from a root to the farthest leaf.</summary>
    public int Depth;
}
