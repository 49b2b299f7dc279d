using System.Runtime.InteropServices;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>Features that come from outside the hot path, as frames.</summary>
public sealed class SlowFeaturesTests
{
    private const long Start = SyntheticMarket.StartNs;

    [Fact]
    public void Slow_features_stand_in_their_symbols_vectors_from_then_on()
    {
        using FeatureRig rig = WarmRig();
        Assert.Equal(0, Vector(rig, 0, 10).Values[FeatureSet.SlowFirst]);
        rig.Feed(Slow(0, FeatureSet.SlowFirst + 1, 2.5f, -3f));
        for (int second = 11; second < 14; second++)
        {
            FeatureVector vector = Vector(rig, 0, second);
            Assert.Equal([0f, 2.5f, -3f, 0f], Enumerable.Range(FeatureSet.SlowFirst, 4).Select(i => vector.Values[i]));
        }

        FeatureVector other = Vector(rig, 1, 14);
        Assert.Equal(0, other.Values[FeatureSet.SlowFirst + 1]);
        rig.Feed(Slow(0, FeatureSet.SlowFirst + 2, 7f));
        FeatureVector last = Vector(rig, 0, 15);
        Assert.Equal([2.5f, 7f], new[] { last.Values[FeatureSet.SlowFirst + 1], last.Values[FeatureSet.SlowFirst + 2] });
    }

    [Fact]
    public void The_whole_lane_fits_one_frame()
    {
        using FeatureRig rig = WarmRig();
        rig.Feed(Slow(1, FeatureSet.SlowFirst, [.. Enumerable.Range(1, FeatureSet.SlowCount).Select(i => (float)i)]));
        Vector(rig, 0, 10);
        FeatureVector vector = Vector(rig, 1, 11);
        Assert.Equal(FeatureSet.SlowCount, vector.Values[Limits.FeaturesMax - 1]);
    }

    // The update that Decode makes of such a frame.
    private static MarketEvent Slow(int symbolId, int first, params float[] values)
    {
        var update = new Update { Kind = UpdateKind.SlowFeatures, SymbolId = (short)symbolId, Code = first, ChangeCount = values.Length };
        byte[] payload = [.. BitConverter.GetBytes(symbolId), .. BitConverter.GetBytes(first), .. MemoryMarshal.AsBytes(values.AsSpan())];
        return new(Start + (10 * Nanos.PerSecond), update, new TopOfBook { SymbolId = -1 }, payload);
    }

    private static FeatureRig WarmRig()
    {
        var rig = new FeatureRig(-1, -1);
        for (int id = 0; id < 2; id++)
        {
            TopOfBook book = SyntheticMarket.Book(id, 1000, 1002);
            rig.Feed(MarketEvent.Level2(Start, id, in book));
        }

        return rig;
    }

    private static FeatureVector Vector(FeatureRig rig, int symbolId, int second)
    {
        TopOfBook book = SyntheticMarket.Book(symbolId, 1000, 1002);
        FeatureVector vector = rig.Feed(MarketEvent.Timer(Start + (second * Nanos.PerSecond), symbolId, in book));
        Assert.Equal(FeatureState.Ready, vector.State);
        return vector;
    }
}
