using System.Runtime.Intrinsics;

namespace KuCoinHft.Ring.Tests.Torture;

/// <summary>Two cache lines that only their own sequence explains: sixteen words, each its hash with another salt.</summary>
internal struct TortureEvent
{
    private static readonly Vector256<long> SaltOne = Vector256.Create(1L, 2, 3, 4);
    private static readonly Vector256<long> SaltTwo = Vector256.Create(5L, 6, 7, 8);
    private static readonly Vector256<long> SaltThree = Vector256.Create(9L, 10, 11, 12);
    private static readonly Vector256<long> SaltFour = Vector256.Create(13L, 14, 15, 16);

    private Vector256<long> _one;
    private Vector256<long> _two;
    private Vector256<long> _three;
    private Vector256<long> _four;

    public void Write(long n)
    {
        Vector256<long> hash = Vector256.Create(Hash.Of(n));
        _one = hash ^ SaltOne;
        _two = hash ^ SaltTwo;
        _three = hash ^ SaltThree;
        _four = hash ^ SaltFour;
    }

    public readonly bool IsOf(long n)
    {
        Vector256<long> hash = Vector256.Create(Hash.Of(n));
        return (hash ^ SaltOne ^ _one | hash ^ SaltTwo ^ _two | hash ^ SaltThree ^ _three | hash ^ SaltFour ^ _four) == Vector256<long>.Zero;
    }
}
