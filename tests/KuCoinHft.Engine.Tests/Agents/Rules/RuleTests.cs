using KuCoinHft.Engine.Agents.Rules;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Tests.Features;

namespace KuCoinHft.Engine.Tests.Agents.Rules;

/// <summary>The rule twins: what they pick, when they stay out, and that they know no up or down.</summary>
public sealed class RuleTests
{
    private const int Short = 0;
    private const int HalfShort = 1;
    private const int Flat = TargetScores.Flat;
    private const int HalfLong = 3;
    private const int Long = 4;

    private delegate void Rule(ReadOnlySpan<float> features, Span<float> scores);

    [Theory]
    [InlineData(0.9, 1, 1, Flat)]
    [InlineData(1.4, 1, 1, Flat)]
    [InlineData(1.6, 1, 1, HalfLong)]
    [InlineData(2.4, 1, 1, HalfLong)]
    [InlineData(2.6, 1, 1, Long)]
    [InlineData(-1.6, 1, 1, HalfShort)]
    [InlineData(-2.6, 1, 1, Short)]
    [InlineData(0, 0, 0, Flat)]
    public void The_best_target_follows_edge_cost_and_risk(float edge, float cost, float risk, int best)
    {
        var scores = new float[Limits.Targets];
        TargetScores.Write(edge, cost, risk, scores);
        Assert.Equal(best, TargetScores.Best(scores));
        Assert.Equal(0, scores[Flat]);
        Assert.Equal(scores[best], TargetScores.Confidence(scores));
    }

    [Fact]
    public void A_tie_takes_the_smaller_position()
    {
        Assert.Equal(Flat, TargetScores.Best([1, 1, 1, 1, 1]));
        Assert.Equal(HalfShort, TargetScores.Best([1, 1, 0, 0, 1]));
    }

    [Fact]
    public void Momentum_follows_a_move_that_takers_carry() => Assert.Equal(Long, Best(MomentumRule.Score, Rising()));

    [Theory]
    [InlineData(Feature.Momentum, 0)]
    [InlineData(Feature.MomentumTurn, -0.1)]
    [InlineData(Feature.TradeFlow20s, -0.1)]
    [InlineData(Feature.Efficiency60s, 0.02)]
    [InlineData(Feature.Spread, 101)]
    public void Momentum_stays_out_when(Feature feature, float value) => Assert.Equal(Flat, Best(MomentumRule.Score, With(Rising(), feature, value)));

    [Fact]
    public void Breakout_follows_the_mid_out_of_its_channel()
    {
        Assert.Equal(Long, Best(VolatilityBreakoutRule.Score, Rising()));
        Assert.True(Confidence(VolatilityBreakoutRule.Score, With(Rising(), Feature.VolatilitySurge, 0.5f)) > Confidence(VolatilityBreakoutRule.Score, Rising()));
    }

    [Theory]
    [InlineData(Feature.AboveHigh30s, -0.2)]
    [InlineData(Feature.VolumeSurge5s, -0.1)]
    [InlineData(Feature.Ofi5s, -1)]
    [InlineData(Feature.RangePosition60m, -1.1)]
    [InlineData(Feature.Volatility60m, 200)]
    [InlineData(Feature.Spread, 101)]
    public void Breakout_stays_out_when(Feature feature, float value) => Assert.Equal(Flat, Best(VolatilityBreakoutRule.Score, With(Rising(), feature, value)));

    [Fact]
    public void Statistical_arbitrage_leans_against_the_pairs_spread() => Assert.Equal(Short, Best(StatisticalArbitrageRule.Score, Rising()));

    [Theory]
    [InlineData(Feature.PairSpreadZ60s, 1.4)]
    [InlineData(Feature.PairSpreadZ60s, 5.5)]
    [InlineData(Feature.PairCorrelation60s, 0.4)]
    [InlineData(Feature.PairCorrelation60s, 0.999)]
    [InlineData(Feature.Spread, 101)]
    public void Statistical_arbitrage_stays_out_when(Feature feature, float value) =>
        Assert.Equal(Flat, Best(StatisticalArbitrageRule.Score, With(Rising(), feature, value)));

    [Fact]
    public void No_rule_takes_a_position_from_features_that_are_all_zero()
    {
        foreach (Rule rule in Rules)
            Assert.Equal(Flat, Best(rule, new float[Limits.FeaturesMax]));
    }

    [Fact]
    public void Mirrored_prices_mirror_the_scores()
    {
        foreach (float[] features in ManyVectors())
        {
            float[] mirrored = Mirror(features);
            foreach (Rule rule in Rules)
            {
                var scores = new float[Limits.Targets];
                var reversed = new float[Limits.Targets];
                rule(features, scores);
                rule(mirrored, reversed);
                Assert.Equal(scores.Reverse(), reversed);
            }

            Assert.Equal(MetaRule.Choose(features), MetaRule.Choose(mirrored));
        }
    }

    [Fact]
    public void A_rule_reads_its_inputs_and_nothing_else()
    {
        (Rule Rule, Feature[] Inputs)[] slices =
        [
            (MomentumRule.Score, MomentumRule.Inputs.ToArray()),
            (VolatilityBreakoutRule.Score, VolatilityBreakoutRule.Inputs.ToArray()),
            (StatisticalArbitrageRule.Score, StatisticalArbitrageRule.Inputs.ToArray()),
            ((features, scores) => scores[0] = (float)MetaRule.Choose(features), MetaRule.Inputs.ToArray()),
        ];
        foreach (var (rule, inputs) in slices)
            Assert.Equal(inputs.Order(), FeaturesThatMatter(rule));
    }

    [Fact]
    public void Every_rule_is_mostly_flat_and_yet_goes_long_and_short()
    {
        // Tuned on the recording of 2024-08-08 (flat in 65 to 97 % of its seconds); this market only shows that both sides are reached.
        List<float[]> vectors = ManyVectors();
        foreach (Rule rule in Rules)
        {
            int[] picks = [.. vectors.Select(features => Best(rule, features))];
            Assert.Contains(picks, pick => pick < Flat);
            Assert.Contains(picks, pick => pick > Flat);
            Assert.True(picks.Count(pick => pick == Flat) > picks.Length / 2, $"{rule.Method.DeclaringType!.Name} is flat in {picks.Count(pick => pick == Flat)} of {picks.Length}");
        }
    }

    [Theory]
    [InlineData(Feature.VolatilitySurge, 0.5, MetaClass.VolatilityBreakout)]
    [InlineData(Feature.Efficiency60s, 0.5, MetaClass.Momentum)]
    [InlineData(Feature.Efficiency60s, 0.1, MetaClass.StatisticalArbitrage)]
    [InlineData(Feature.PairCorrelation60s, 0.1, MetaClass.None)]
    [InlineData(Feature.Spread, 101, MetaClass.None)]
    [InlineData(Feature.SpreadSurge, 2, MetaClass.None)]
    [InlineData(Feature.DepthSurge, -2, MetaClass.None)]
    [InlineData(Feature.Volatility60s, 1, MetaClass.None)]
    [InlineData(Feature.TradeRate60s, 0.3, MetaClass.None)]
    public void The_meta_rule_chooses_by_condition(Feature feature, float value, MetaClass chosen) =>
        Assert.Equal(chosen, MetaRule.Choose(With(Quiet(), feature, value)));

    [Fact]
    public void Thin_hours_ask_for_more_trades()
    {
        // 0.25 trades a second: enough at noon, too few at 22:00 UTC.
        float[] noon = With(With(With(Quiet(), Feature.TradeRate60s, MathF.Log(1.25f)), Feature.DaySin, 0), Feature.DayCos, -1);
        float[] night = With(With(noon, Feature.DaySin, -0.5f), Feature.DayCos, 0.87f);
        Assert.Equal(MetaClass.StatisticalArbitrage, MetaRule.Choose(noon));
        Assert.Equal(MetaClass.None, MetaRule.Choose(night));
    }

    [Fact]
    public void The_meta_classes_stand_in_the_order_of_the_weights()
    {
        Assert.Equal(Limits.Agents + 1, Enum.GetValues<MetaClass>().Length);
        Assert.Equal(Limits.Agents + 1, System.Runtime.CompilerServices.Unsafe.SizeOf<MetaWeights>() / sizeof(float));
        Assert.Equal(Limits.Targets, TargetScores.Targets.Length);
    }

    private static Rule[] Rules => [MomentumRule.Score, VolatilityBreakoutRule.Score, StatisticalArbitrageRule.Score];

    private static int Best(Rule rule, float[] features)
    {
        var scores = new float[Limits.Targets];
        rule(features, scores);
        return TargetScores.Best(scores);
    }

    private static float Confidence(Rule rule, float[] features)
    {
        var scores = new float[Limits.Targets];
        rule(features, scores);
        return TargetScores.Confidence(scores);
    }

    private static float[] With(float[] features, Feature feature, float value)
    {
        float[] changed = [.. features];
        changed[(int)feature] = value;
        return changed;
    }

    /// <summary>A symbol on its way up, ahead of its partner.</summary>
    private static float[] Rising()
    {
        float[] features = Quiet();
        features[(int)Feature.Momentum] = 0.8f;
        features[(int)Feature.MomentumTurn] = 0.2f;
        features[(int)Feature.Efficiency60s] = 0.5f;
        features[(int)Feature.TradeFlow20s] = 0.4f;
        features[(int)Feature.AboveHigh30s] = 0.8f;
        features[(int)Feature.BelowLow30s] = 3f;
        features[(int)Feature.Ofi5s] = 2f;
        features[(int)Feature.RangePosition60m] = 0.9f;
        features[(int)Feature.PairSpreadZ60s] = 3f;
        return features;
    }

    private static float[] Quiet()
    {
        var features = new float[Limits.FeaturesMax];
        features[(int)Feature.Volatility60s] = 8f;
        features[(int)Feature.Volatility60m] = 8f;
        features[(int)Feature.VolumeSurge5s] = 0.3f;
        features[(int)Feature.Efficiency60s] = 0.1f;
        features[(int)Feature.PairCorrelation60s] = 0.7f;
        features[(int)Feature.TradeRate60s] = 3f;
        features[(int)Feature.Spread] = 0.1f;
        features[(int)Feature.DaySin] = -0.02f;
        features[(int)Feature.DayCos] = 1f;
        return features;
    }

    /// <summary>What the rules would see if every price were turned upside down.</summary>
    private static float[] Mirror(float[] features)
    {
        float[] mirrored = [.. features];
        Feature[] signed = [Feature.Momentum, Feature.MomentumTurn, Feature.TradeFlow20s, Feature.Ofi5s, Feature.PairSpreadZ60s, Feature.RangePosition60m];
        foreach (Feature feature in signed)
            mirrored[(int)feature] = -features[(int)feature];
        mirrored[(int)Feature.AboveHigh30s] = -features[(int)Feature.BelowLow30s];
        mirrored[(int)Feature.BelowLow30s] = -features[(int)Feature.AboveHigh30s];
        return mirrored;
    }

    private static List<float[]> ManyVectors()
    {
        using var rig = new FeatureRig(1, 0);
        return
        [
            .. rig.Feed(SyntheticMarket.MakeWithHistory(seed: 21, seconds: 400, gaps: false), 64)
                .Where(vector => vector is { State: FeatureState.Ready, LongState: LongState.Ready })
                .Select(vector => Enumerable.Range(0, Limits.FeaturesMax).Select(i => vector.Values[i]).ToArray()),
        ];
    }

    /// <summary>Features whose change alone changes a score somewhere.</summary>
    private static IEnumerable<Feature> FeaturesThatMatter(Rule rule)
    {
        float[][] points = [Rising(), Quiet(), Mirror(Rising()), With(Quiet(), Feature.VolatilitySurge, 0.5f), With(Quiet(), Feature.TradeRate60s, 0.3f)];
        foreach (Feature feature in Enum.GetValues<Feature>())
        {
            bool matters = false;
            foreach (float[] point in points)
            {
                foreach (float value in new[] { -6f, -0.5f, -0.01f, 0.01f, 0.5f, 6f, 200f })
                {
                    var before = new float[Limits.Targets];
                    var after = new float[Limits.Targets];
                    rule(point, before);
                    rule(With(point, feature, value), after);
                    matters |= !before.SequenceEqual(after);
                }
            }

            if (matters)
                yield return feature;
        }
    }
}
