namespace KuCoinHft.Engine.Tests.Features;

/// <summary>Looks through many vectors for features that say nothing, say nonsense, or say what another says.</summary>
public static class FeatureQuality
{
    /// <summary>Two features of a higher |correlation| are one feature.</summary>
    public const double CorrelationMax = 0.999;

    /// <summary>Findings that are right and yet no fault, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> AllowedExceptions { get; } = new Dictionary<string, string>
    {
        ["pair day_cos day_sin"] = "minutes of a day are a short arc, hence nearly a line; over a day the two are uncorrelated and together name the hour",
    };

    /// <summary>Every fault found that <see cref="AllowedExceptions"/> does not name; empty is good.</summary>
    /// <param name="names">The features' names in the order of a row.</param>
    /// <param name="rows">Values of Ready vectors, best of one symbol and thousands.</param>
    public static IReadOnlyList<string> Faults(IReadOnlyList<string> names, IReadOnlyList<float[]> rows) =>
        [.. Findings(names, rows).Where(finding => !AllowedExceptions.ContainsKey(finding.Key)).Select(finding => finding.Text)];

    /// <summary>Everything found: a key such as <c>constant spread</c> or <c>pair a b</c> (names in order), and a sentence.</summary>
    public static IEnumerable<(string Key, string Text)> Findings(IReadOnlyList<string> names, IReadOnlyList<float[]> rows)
    {
        Assert.True(rows.Count >= 100, $"{rows.Count} vectors are too few to judge features by; give at least 100");
        var scores = new Dictionary<string, double[]>();
        for (int i = 0; i < names.Count; i++)
        {
            float[] values = [.. rows.Select(row => row[i])];
            int bad = values.Count(value => !float.IsFinite(value));
            if (bad > 0)
                yield return ($"nonfinite {names[i]}", $"{names[i]} is not finite in {bad} of {values.Length} vectors");
            else if (values.Distinct().Count() == 1)
                yield return ($"constant {names[i]}", $"{names[i]} is {values[0]} in all {values.Length} vectors");
            else
                scores[names[i]] = Standardised(values);
        }

        string[] living = [.. scores.Keys.Order(StringComparer.Ordinal)];
        for (int i = 0; i < living.Length; i++)
        {
            for (int j = i + 1; j < living.Length; j++)
            {
                double correlation = scores[living[i]].Zip(scores[living[j]], (a, b) => a * b).Average();
                if (Math.Abs(correlation) > CorrelationMax)
                    yield return ($"pair {living[i]} {living[j]}", $"{living[i]} and {living[j]} correlate by {correlation:F5}");
            }
        }
    }

    private static double[] Standardised(float[] values)
    {
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => (value - mean) / deviation)];
    }
}
