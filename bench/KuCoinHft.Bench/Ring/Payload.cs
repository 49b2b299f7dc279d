using System.Runtime.Intrinsics;

namespace KuCoinHft.Bench.Ring;

/// <summary>What both sides of every ring bench hand over: 128 bytes, filled and added up whole, 32 bytes at a time.</summary>
/// <remarks>Word by word took as long as the hand-over itself and hid it.</remarks>
internal struct Payload
{
    private Vector256<long> _first;
    private Vector256<long> _second;
    private Vector256<long> _third;
    private Vector256<long> _fourth;

    public void Fill(long value)
    {
        Vector256<long> words = Vector256.Create(value);
        _first = words;
        _second = words;
        _third = words;
        _fourth = words;
    }

    public readonly Vector256<long> Sum() => _first + _second + (_third + _fourth);
}
