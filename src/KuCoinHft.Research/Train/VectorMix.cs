namespace KuCoinHft.Research.Train;

/// <summary>Feature vectors that no recording holds, so that a network also knows what its rule says where markets differ from the recorded ones.</summary>
/// <remarks>
/// Each recorded vector gives one mixture: every feature is kept, taken from another recorded vector, or drawn from one and a half times the recorded
/// range. Without them a network that has only seen spreads of a hundredth of a basis point answers nonsense at ten.
/// </remarks>
public static class VectorMix
{
    private const double KeptShare = 0.5;
    private const double SwappedShare = 0.25;
    private const double RangeFactor = 1.5;

    /// <summary>One mixture for each vector; deterministic by seed.</summary>
    public static IReadOnlyList<float[]> Of(IReadOnlyList<float[]> vectors, long seed)
    {
        var chance = new SeededChance(seed);
        int width = vectors[0].Length;
        var low = new float[width];
        var high = new float[width];
        for (int f = 0; f < width; f++)
            (low[f], high[f]) = (vectors.Min(v => v[f]), vectors.Max(v => v[f]));
        var mixed = new float[vectors.Count][];
        for (int i = 0; i < mixed.Length; i++)
        {
            var vector = (float[])vectors[i].Clone();
            for (int f = 0; f < width; f++)
            {
                double draw = chance.Uniform();
                if (draw >= KeptShare + SwappedShare)
                    vector[f] = Draw(low[f], high[f], chance);
                else if (draw >= KeptShare)
                    vector[f] = vectors[chance.Below(vectors.Count)][f];
            }

            mixed[i] = vector;
        }

        return mixed;
    }

    // Signed features reach past both ends of their range; those that are never negative only past the upper.
    private static float Draw(float low, float high, SeededChance chance)
    {
        double end = high * (high > 0 ? RangeFactor : 1);
        double begin = low * (low < 0 ? RangeFactor : 1);
        return (float)(begin + ((end - begin) * chance.Uniform()));
    }
}
