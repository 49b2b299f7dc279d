using System.Globalization;

namespace KuCoinHft.Bench;

/// <summary>Cells of the tables that our own runners print.</summary>
internal static class Rows
{
    /// <summary>Median | least..most.</summary>
    public static string Spread(IEnumerable<double> values, string format = "F0")
    {
        double[] sorted = [.. values.Order()];
        return $"{Text(sorted[sorted.Length / 2])} | {Text(sorted[0])}..{Text(sorted[^1])}";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
