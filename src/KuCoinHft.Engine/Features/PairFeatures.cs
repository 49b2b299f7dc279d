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
        double x = 0;
        double y = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < seconds; i++)
        {
            long at = own.Current - (i * SymbolWindow.SlotsPerSecond);
            double ownReturn = (own[at].Close / own[at - SymbolWindow.SlotsPerSecond].Close) - 1;
            double partnerReturn = (partner[at].Close / partner[at - SymbolWindow.SlotsPerSecond].Close) - 1;
            x += ownReturn;
            y += partnerReturn;
            xx += ownReturn * ownReturn;
            yy += partnerReturn * partnerReturn;
            xy += ownReturn * partnerReturn;
        }

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
        for (int i = 0; i <= seconds; i++)
        {
            long at = own.Current - (i * SymbolWindow.SlotsPerSecond);
            double spread = (own[at].Close / own.Mid) - 1 - (beta * ((partner[at].Close / partner.Mid) - 1));
            sum += spread;
            squares += spread * spread;
        }

        double mean = sum / (seconds + 1);
        double deviation = Math.Sqrt(Math.Max(0, (squares / (seconds + 1)) - (mean * mean)));
        return deviation > DeviationMin ? -mean / deviation : 0;
    }
}
