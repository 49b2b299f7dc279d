using KuCoinHft.Engine.Features;
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
        foreach ((int symbolId, List<float[]> rows) in vectors.BySymbol)
        {
            Assert.InRange(rows.Count, 3_000, int.MaxValue);
            Assert.True(FeatureQuality.Faults(FeatureSet.Names, rows) is { Count: 0 } none, $"{Shipped.Binance.Instruments[symbolId].Symbol}: {string.Join("; ", FeatureQuality.Faults(FeatureSet.Names, rows))}");
        }
    }
}
