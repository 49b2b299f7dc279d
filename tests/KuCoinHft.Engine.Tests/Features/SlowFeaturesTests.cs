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

    public static TheoryData<byte[], SlowFeaturesFault> BadPayloads => new()
    {
        { [], SlowFeaturesFault.Length },
        { Payload(0, FeatureSet.SlowFirst), SlowFeaturesFault.Length },
        { Payload(0, FeatureSet.SlowFirst, 1f)[..^1], SlowFeaturesFault.Length },
        { Payload(2, FeatureSet.SlowFirst, 1f), SlowFeaturesFault.UnknownSymbol },
        { Payload(-1, FeatureSet.SlowFirst, 1f), SlowFeaturesFault.UnknownSymbol },
        { Payload(0, FeatureSet.SlowFirst - 1, 1f), SlowFeaturesFault.Range },
        { Payload(0, Limits.FeaturesMax, 1f), SlowFeaturesFault.Range },
        { Payload(0, int.MaxValue, 1f), SlowFeaturesFault.Range },
        { Payload(0, int.MinValue, 1f), SlowFeaturesFault.Range },
        { Payload(0, FeatureSet.SlowFirst, new float[FeatureSet.SlowCount + 1]), SlowFeaturesFault.Range },
        { Payload(0, FeatureSet.SlowFirst, 1f, float.NaN), SlowFeaturesFault.NotFinite },
        { Payload(0, FeatureSet.SlowFirst, float.PositiveInfinity), SlowFeaturesFault.NotFinite },
    };

    [Fact]
    public void Slow_features_stand_in_their_symbols_vectors_from_then_on()
    {
        using FeatureRig rig = WarmRig();
        Assert.Equal(0, Vector(rig, 0, 10).Values[FeatureSet.SlowFirst]);
        rig.Feed(Slow(Payload(0, FeatureSet.SlowFirst + 1, 2.5f, -3f)));
        for (int second = 11; second < 14; second++)
        {
            FeatureVector vector = Vector(rig, 0, second);
            Assert.Equal([0f, 2.5f, -3f, 0f], Enumerable.Range(FeatureSet.SlowFirst, 4).Select(i => vector.Values[i]));
        }

        FeatureVector other = Vector(rig, 1, 14);
        Assert.Equal(0, other.Values[FeatureSet.SlowFirst + 1]);
        rig.Feed(Slow(Payload(0, FeatureSet.SlowFirst + 2, 7f)));
        FeatureVector last = Vector(rig, 0, 15);
        Assert.Equal([2.5f, 7f], new[] { last.Values[FeatureSet.SlowFirst + 1], last.Values[FeatureSet.SlowFirst + 2] });
        Assert.Equal(2, rig.Handler.SlowTakenCount);
    }

    [Theory]
    [MemberData(nameof(BadPayloads))]
    public void A_bad_payload_is_counted_and_changes_nothing(byte[] payload, SlowFeaturesFault fault)
    {
        using FeatureRig rig = WarmRig();
        byte[] before = FeatureRig.BytesOf(Vector(rig, 0, 10));
        Assert.Equal(FeatureState.None, rig.Feed(Slow(payload)).State);
        Assert.Equal(before, FeatureRig.BytesOf(Vector(rig, 0, 10)));
        Assert.Equal(1, rig.Handler.SlowRefusedCount(fault));
        Assert.Equal(1, Enum.GetValues<SlowFeaturesFault>().Sum(rig.Handler.SlowRefusedCount));
        Assert.Equal(0, rig.Handler.SlowTakenCount);
    }

    [Fact]
    public void The_whole_lane_fits_one_frame()
    {
        using FeatureRig rig = WarmRig();
        rig.Feed(Slow(Payload(1, FeatureSet.SlowFirst, [.. Enumerable.Range(1, FeatureSet.SlowCount).Select(i => (float)i)])));
        Vector(rig, 0, 10);
        FeatureVector vector = Vector(rig, 1, 11);
        Assert.Equal(FeatureSet.SlowCount, vector.Values[Limits.FeaturesMax - 1]);
    }

    private static byte[] Payload(int symbolId, int first, params float[] values) =>
        [.. BitConverter.GetBytes(symbolId), .. BitConverter.GetBytes(first), .. MemoryMarshal.AsBytes(values.AsSpan())];

    private static MarketEvent Slow(byte[] payload) =>
        new(Start + (10 * Nanos.PerSecond), new Update { Kind = UpdateKind.SlowFeatures, SymbolId = -1 }, new TopOfBook { SymbolId = -1 }, payload);

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
