using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>Every feature against its definition, recomputed from the whole list of events.</summary>
public sealed class FeatureOracleTests
{
    // Floats keep 7 digits; sums of thousands of terms in another order cost two of them.
    private const double Tolerance = 2e-5;

    private static readonly int[] Partners = [1, 0];
    private static readonly Lazy<List<(FeatureVector Actual, FeatureState State, LongState LongState, Dictionary<string, double> Expected)>> Compared = new(Compare);

    public static TheoryData<string> FeatureNames => [.. FeatureSet.Names];

    [Theory]
    [MemberData(nameof(FeatureNames))]
    public void A_feature_is_what_its_definition_says(string name)
    {
        int index = FeatureSet.IndexOf(name);
        var ready = Compared.Value.Where(c => c.Actual.State == FeatureState.Ready).ToList();
        Assert.True(ready.Count > 200);
        foreach (var (actual, _, _, expected) in ready)
        {
            double allowed = Tolerance * Math.Max(1, Math.Abs(expected[name]));
            Assert.InRange(actual.Values[index], expected[name] - allowed, expected[name] + allowed);
        }

        Assert.True(ready.Select(c => c.Actual.Values[index]).Distinct().Count() > 8, "a feature that hardly moves in this stream tests little");
    }

    [Fact]
    public void The_state_is_what_the_history_says()
    {
        Assert.All(Compared.Value, c => Assert.Equal((c.State, c.LongState), (c.Actual.State, c.Actual.LongState)));
        Assert.Contains(Compared.Value, c => c.LongState == LongState.Ready);
        Assert.Contains(Compared.Value, c => c.LongState != LongState.Ready);
        Assert.Equal(
            new[] { FeatureState.Warming, FeatureState.Stale, FeatureState.Ready }.Order(),
            Compared.Value.Select(c => c.Actual.State).Distinct().Order());
    }

    private static List<(FeatureVector Actual, FeatureState State, LongState LongState, Dictionary<string, double> Expected)> Compare()
    {
        List<MarketEvent> events = SyntheticMarket.MakeWithHistory(seed: 20240808, seconds: 300, gaps: true);
        int late = events.FindIndex(e => e.ReceiveNs > SyntheticMarket.StartNs + (280 * Nanos.PerSecond));
        events.Insert(late, MarketEvent.Welcome(events[late].ReceiveNs));
        using var rig = new FeatureRig(Partners);
        List<FeatureVector> vectors = rig.Feed(events, 64);
        var compared = new List<(FeatureVector, FeatureState, LongState, Dictionary<string, double>)>();
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Update.Kind != UpdateKind.Timer)
                continue;
            int id = events[i].Update.SymbolId;
            var oracle = new FeatureOracle(events.GetRange(0, i + 1), id, Partners[id]);
            compared.Add((vectors[i], oracle.State, oracle.LongState, oracle.State == FeatureState.Ready ? oracle.Values() : []));
        }

        return compared;
    }
}
