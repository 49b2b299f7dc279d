using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KuCoinHft.Research.Train;

/// <summary>The inner loops of training.</summary>
/// <remarks>
/// Four lanes always and no fused multiply-add: a sum's order is then the same on every machine, and so are a seed's weights.
/// </remarks>
internal static class Kernels
{
    /// <summary>target += factor * source.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        Debug.Assert(target.Length == source.Length, "a scaled sum is taken of equally many numbers");
        Span<Vector256<double>> wide = MemoryMarshal.Cast<double, Vector256<double>>(target);
        ReadOnlySpan<Vector256<double>> from = MemoryMarshal.Cast<double, Vector256<double>>(source);
        var factors = Vector256.Create(factor);
        for (int i = 0; i < wide.Length && i < from.Length; i++)
            wide[i] += factors * from[i];
        for (int i = wide.Length * Vector256<double>.Count; i < target.Length; i++)
            target[i] += factor * source[i];
    }

    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Debug.Assert(left.Length == right.Length, "a product is taken of equally many numbers");
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(left);
        ReadOnlySpan<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(right);
        Vector256<double> sums = Vector256<double>.Zero;
        for (int i = 0; i < a.Length && i < b.Length; i++)
            sums += a[i] * b[i];
        double sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (int i = a.Length * Vector256<double>.Count; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
