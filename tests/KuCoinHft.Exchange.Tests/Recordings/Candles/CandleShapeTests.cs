using System.Globalization;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Recordings.Candles;

/// <summary>Measures the shape of the books anew; what differs from the constants is printed as they should read.</summary>
public sealed class CandleShapeTests
{
    private static readonly double[] Deciles = [0.1, 0.3, 0.5, 0.7, 0.9];
    private static readonly Lazy<Dictionary<string, ShapeMeter>> Measured = new(() =>
        RecordingCatalog.Names.SelectMany(name => ShapeMeter.Measure(RecordingCatalog.Open(name))).ToDictionary(x => x.Key, x => x.Value));

    private static ShapeMeter[] Traded => [Measured.Value["BTC-USDT"], Measured.Value["ETH-USDT"], Measured.Value["BCHSV-USDT"]];

    [Fact]
    public void The_depth_is_that_of_the_recorded_books() => Same(
        nameof(CandleShape.DepthPpm),
        [CandleShape.DepthPpm],
        [Mean(Traded.SelectMany(x => new[] { ShapeMeter.Quantile(x.DepthWithin10, 0.5) / 10 / x.MinuteVolume, ShapeMeter.Quantile(x.DepthWithin50, 0.5) / 50 / x.MinuteVolume })) * 1e6]);

    [Fact]
    public void The_size_at_the_best_price_is_that_of_the_recorded_books() => Same(
        nameof(CandleShape.BestSizePermille),
        [CandleShape.BestSizePermille],
        [Mean(Traded.Select(x => ShapeMeter.Quantile(x.BestSizes, 0.5) / x.MinuteVolume)) * 1e3]);

    [Fact]
    public void Sizes_and_spreads_spread_as_the_recorded_ones()
    {
        Same(nameof(CandleShape.LevelSizes), CandleShape.LevelSizes.ToArray(), Deciles.Select(share => 1e3 * Mean(Traded.Select(x => Relative(x.BestSizes, share)))));
        Same(nameof(CandleShape.PrintSizes), CandleShape.PrintSizes.ToArray(), Deciles.Select(share => 1e3 * Mean(Traded[..2].Select(x => Relative(x.ThreeSeconds, share)))));
        Same(nameof(CandleShape.SpreadSizes), CandleShape.SpreadSizes.ToArray(), Deciles.Select(share => 1e3 * Relative(Traded[2].SpreadParts, share)));
    }

    [Fact]
    public void The_spread_goes_with_the_turnover_as_measured()
    {
        ShapeMeter[] thin = [Measured.Value["FET-BTC"], Measured.Value["DAPPT-BTC"]];
        (double Turnover, double Spread)[] points =
        [
            (Mean(thin.Select(x => x.MinuteTurnoverUsdt)), Mean(thin.Select(x => ShapeMeter.Quantile(x.SpreadParts, 0.5)))),
            .. new[] { Traded[2], Traded[1], Traded[0] }.Select(x => (x.MinuteTurnoverUsdt, ShapeMeter.Quantile(x.SpreadParts, 0.5))),
        ];
        Same(nameof(CandleShape.SpreadPpb), CandleShape.SpreadPpb.ToArray(), Enumerable.Range(0, CandleShape.SpreadPpb.Length)
            .Select(i => 1e9 * At(points, CandleShape.TurnoverFirst * Math.Pow(CandleShape.TurnoverFactor, i))));
    }

    private static double At((double Turnover, double Spread)[] points, double turnover)
    {
        if (turnover <= points[0].Turnover)
            return points[0].Spread;
        for (int i = 1; i < points.Length; i++)
        {
            if (turnover > points[i].Turnover)
                continue;
            double share = Math.Log(turnover / points[i - 1].Turnover) / Math.Log(points[i].Turnover / points[i - 1].Turnover);
            return points[i - 1].Spread * Math.Pow(points[i].Spread / points[i - 1].Spread, share);
        }

        return points[^1].Spread;
    }

    private static double Relative(List<double> values, double share) => ShapeMeter.Quantile(values, share) / ShapeMeter.Quantile(values, 0.5);

    private static double Mean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    // Three digits are more than 31 seconds and 11 minutes can say.
    private static void Same(string name, long[] constants, IEnumerable<double> measured)
    {
        long[] rounded = [.. measured.Select(value => (long)decimal.Parse(value.ToString("E2", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture))];
        Assert.True(constants.SequenceEqual(rounded), $"{name} should be {string.Join(", ", rounded)}");
    }
}
