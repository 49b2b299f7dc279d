using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Whether numbers are numbers.</summary>
internal static class Finite
{
    /// <summary>False when any value is NaN or infinite.</summary>
    public static bool All(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector256<float>> wide = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Vector256<float> greatest = Vector256.Create(float.MaxValue);
        foreach (Vector256<float> each in wide)
        {
            // NaN compares false, so it is caught as well.
            if (!Vector256.LessThanOrEqualAll(Vector256.Abs(each), greatest))
                return false;
        }

        foreach (float value in values[(wide.Length * Vector256<float>.Count)..])
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
