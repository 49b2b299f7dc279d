using System.Globalization;

namespace KuCoinHft.Bench.Ring;

/// <summary>Pairs of runs that take turns who is first, since the machine drifts, and the table of their medians.</summary>
internal static class Pairs
{
    public const int Count = 31;
    private const int WarmUps = 3;

    public static void Header(string anchor, string own)
    {
        Console.WriteLine($"| figure | {anchor}: median | p10..p90 | {own}: median | p10..p90 | {own} / {anchor}: median | p10..p90 | budget | bytes: {anchor}, {own} |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
    }

    /// <summary>Prints a row for each of the figures that one run gives.</summary>
    public static void Compare((string Name, string Budget)[] figures, Func<Run> anchor, Func<Run> own)
    {
        var pairs = new List<(Run Anchor, Run Own)>();
        for (int pair = -WarmUps; pair < Count; pair++)
        {
            Run? early = pair % 2 == 0 ? anchor() : null;
            Run late = own();
            Run other = early ?? anchor();
            if (pair >= 0)
                pairs.Add((other, late));
        }

        string bytes = $"{pairs.Max(pair => pair.Anchor.Bytes)}, {pairs.Max(pair => pair.Own.Bytes)}";
        for (int figure = 0; figure < figures.Length; figure++)
        {
            int f = figure;
            string anchors = Spread(pairs.Select(pair => pair.Anchor.Figures[f]));
            string owns = Spread(pairs.Select(pair => pair.Own.Figures[f]));
            string ratios = Spread(pairs.Select(pair => pair.Own.Figures[f] / pair.Anchor.Figures[f]));
            Console.WriteLine($"| {figures[f].Name} | {anchors} | {owns} | {ratios} | {figures[f].Budget} | {bytes} |");
        }
    }

    public static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];

    private static string Spread(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return $"{Text(At(sorted, 0.5))} | {Text(At(sorted, 0.1))}..{Text(At(sorted, 0.9))}";
    }

    // Ratios and millions need their decimals, nanoseconds do not.
    private static string Text(double value) => value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);

    /// <summary>What a run measured, and the bytes that its threads allocated meanwhile.</summary>
    internal sealed record Run(double[] Figures, long Bytes);
}
