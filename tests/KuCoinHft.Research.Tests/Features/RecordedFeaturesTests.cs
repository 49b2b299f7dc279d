using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Tests.Features;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Features;

/// <summary>The feature set on a real market: every feature says something, and something of its own.</summary>
public sealed class RecordedFeaturesTests
{
    [Fact]
    public void On_Binances_recording_no_feature_is_constant_infinite_or_another_ones_double()
    {
        var vectors = new SymbolVectors();
        ReplayRun.Observe(Shipped.Binance, EngineModels.None, vectors, vectors.Attach, TestContext.Current.CancellationToken);
        Assert.Equal(Shipped.Binance.Instruments.Select(i => i.Id), vectors.BySymbol.Keys);

        // The short features by every vector; all of them, the long ones among them, by those of the five minutes in which the long ones are ready.
        string[] shortNames = [.. FeatureSet.Names.Take(FeatureSet.LongFirst)];
        foreach (Instrument instrument in Shipped.Binance.Instruments)
        {
            AssertSound(instrument, shortNames, vectors.BySymbol[instrument.Id], countMin: 6_000);
            AssertSound(instrument, FeatureSet.Names, vectors.LongBySymbol[instrument.Id], countMin: 2_500);
        }
    }

    private static void AssertSound(Instrument instrument, IReadOnlyList<string> names, List<float[]> rows, int countMin)
    {
        Assert.InRange(rows.Count, countMin, int.MaxValue);
        IReadOnlyList<string> faults = FeatureQuality.Faults(names, rows);
        Assert.True(faults.Count == 0, $"{instrument.Symbol}: {string.Join("; ", faults)}");
    }
}
