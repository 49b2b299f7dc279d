using System.Runtime.Intrinsics;

namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of a symbol against its partner.</summary>
/// <remarks>
/// Returns of whole seconds, not of slots: over shorter times correlation falls because the two books move at different moments (Epps, 1979).
/// Without a live partner, or with fewer than <see cref="SecondsMin"/> common seconds for the statistics, the values are 0, which says nothing.
/// </remarks>
public static class PairFeatures
{
    /// <summary>Fewest common seconds that a correlation is made from.</summary>
    public const int SecondsMin = 10;

    // A spread that stands still to a millionth of a basis point has no z-score.
    private const double DeviationMin = 1e-10;

    /// <param name="own">Moved on to the same time as <paramref name="partner"/>.</param>
    public static void Write(SymbolWindow own, SymbolWindow partner, Span<float> values)
    {
        values[(int)Feature.PairReturnGap5s] = FeatureMath.Clip(PriceFeatures.Return(own, 5) - PriceFeatures.Return(partner, 5), 500);
        values[(int)Feature.PartnerReturn1s] = FeatureMath.Clip(PriceFeatures.Return(partner, 1), 500);
        long first = Math.Max(own.First, partner.First);
        int seconds = (int)Math.Min(60, (own.Current - first) / SymbolWindow.SlotsPerSecond);
        if (seconds < SecondsMin)
            return;

        (double correlation, double beta) = Regress(own, partner, seconds);
        values[(int)Feature.PairCorrelation60s] = FeatureMath.Clip(correlation, 1);
        values[(int)Feature.PairBeta60s] = FeatureMath.Clip(beta, 5);
        values[(int)Feature.PairSpreadZ60s] = FeatureMath.Clip(SpreadScore(own, partner, beta, seconds), 6);
    }

    private static (double Correlation, double Beta) Regress(SymbolWindow own, SymbolWindow partner, int seconds)
    {
        // Own and partner side by side: a division takes the same time for two, and there are four a second.
        Vector128<double> sums = default;
        Vector128<double> squares = default;
        double xy = 0;
        for (int i = 0; i < seconds; i++)
        {
            long at = own.Current - (i * SymbolWindow.SlotsPerSecond);
            long before = at - SymbolWindow.SlotsPerSecond;
            Vector128<double> returns = (Closes(own, partner, at) / Closes(own, partner, before)) - Vector128<double>.One;
            sums += returns;
            squares += returns * returns;
            xy += returns[0] * returns[1];
        }

        (double x, double y) = (sums[0], sums[1]);
        (double xx, double yy) = (squares[0], squares[1]);
        double covariance = xy - (x * y / seconds);
        double ownVariance = xx - (x * x / seconds);
        double partnerVariance = yy - (y * y / seconds);
        // Equal returns leave rounding behind instead of 0, which would make a wild slope; hence the floor.
        if (partnerVariance < DeviationMin * DeviationMin || ownVariance < DeviationMin * DeviationMin)
            return (0, 0);
        return (covariance / Math.Sqrt(ownVariance * partnerVariance), covariance / partnerVariance);
    }

    private static double SpreadScore(SymbolWindow own, SymbolWindow partner, double beta, int seconds)
    {
        // Relative to the present prices the last spread is 0, so the score is the mean's distance alone.
        double sum = 0;
        double squares = 0;
        Vector128<double> mids = Vector128.Create(own.Mid, partner.Mid);
        for (int i = 0; i <= seconds; i++)
        {
            Vector128<double> moves = (Closes(own, partner, own.Current - (i * SymbolWindow.SlotsPerSecond)) / mids) - Vector128<double>.One;
            double spread = moves[0] - (beta * moves[1]);
            sum += spread;
            squares += spread * spread;
        }

        double mean = sum / (seconds + 1);
        double deviation = Math.Sqrt(Math.Max(0, (squares / (seconds + 1)) - (mean * mean)));
        return deviation > DeviationMin ? -mean / deviation : 0;
    }

    private static Vector128<double> Closes(SymbolWindow own, SymbolWindow partner, long slot) => Vector128.Create(own[slot].Close, partner[slot].Close);
}
