using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>The quality check itself, and the feature set under it.</summary>
public sealed class FeatureQualityTests
{
    private static readonly string[] Names = ["a", "b", "day_sin", "day_cos"];

    [Fact]
    public void Sound_features_have_no_fault() =>
        Assert.Empty(FeatureQuality.Faults(Names, Rows((i, random) => [random, i % 7, i, i % 5])));

    [Fact]
    public void A_constant_is_found() =>
        Assert.Equal(["b is 3 in all 200 vectors"], FeatureQuality.Faults(Names, Rows((i, random) => [random, 3, i, i % 5])));

    [Fact]
    public void A_value_that_is_not_finite_is_found() =>
        Assert.Equal(["b is not finite in 1 of 200 vectors"], FeatureQuality.Faults(Names, Rows((i, random) => [random, i == 9 ? float.NaN : i % 7, i, i % 5])));

    [Theory]
    [InlineData(2)]
    [InlineData(-0.01)]
    public void Two_features_that_are_one_are_found(double factor)
    {
        string fault = Assert.Single(FeatureQuality.Faults(Names, Rows((i, random) => [random, (float)((random * factor) + 1), i, i % 5])));
        Assert.StartsWith("a and b correlate by", fault);
    }

    [Fact]
    public void A_correlation_just_below_the_limit_is_no_fault() =>
        Assert.Empty(FeatureQuality.Faults(Names, Rows((i, random) => [random, random + (0.02f * (i % 7)), i, i % 5])));

    [Fact]
    public void An_allowed_exception_is_found_but_no_fault()
    {
        List<float[]> rows = Rows((i, random) => [random, i % 7, i, -i]);
        Assert.Empty(FeatureQuality.Faults(Names, rows));
        Assert.Equal("pair day_cos day_sin", Assert.Single(FeatureQuality.Findings(Names, rows)).Key);
    }

    [Fact]
    public void Every_allowed_exception_names_features_and_a_reason() =>
        Assert.All(FeatureQuality.AllowedExceptions, exception =>
        {
            Assert.All(exception.Key.Split(' ')[1..], name => Assert.Contains(name, FeatureSet.Names));
            Assert.NotEmpty(exception.Value);
        });

    [Fact]
    public void The_feature_set_is_sound_on_a_synthetic_market()
    {
        using var rig = new FeatureRig(1, 0);
        List<FeatureVector> vectors = rig.Feed(SyntheticMarket.MakeWithHistory(seed: 11, seconds: 300, gaps: false), 64);
        for (int symbolId = 0; symbolId < 2; symbolId++)
        {
            List<float[]> rows = [.. vectors.Where(v => v is { State: FeatureState.Ready, LongState: LongState.Ready } && v.SymbolId == symbolId).Select(Values)];
            Assert.Empty(FeatureQuality.Faults(FeatureSet.Names, rows));
        }
    }

    private static float[] Values(FeatureVector vector) => [.. Enumerable.Range(0, FeatureSet.Count).Select(i => vector.Values[i])];

    private static List<float[]> Rows(Func<int, float, float[]> row)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 200).Select(i => row(i, random.NextSingle()))];
    }
}
