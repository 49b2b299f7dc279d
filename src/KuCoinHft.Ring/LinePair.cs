using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring;

/// <summary>Room of 128 bytes: a cache line and the one that the prefetcher pairs with it.</summary>
[InlineArray(16)]
internal struct LinePair
{
    private long _word;
}
