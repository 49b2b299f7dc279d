using System.Buffers.Binary;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>The frames that are no JSON: timers and slow features, as random bytes near their borders.</summary>
public sealed class BinaryFrameTests
{
    [Fact]
    public void Random_timers_and_slow_features_are_read_or_refused_for_a_reason_that_holds()
    {
        const ulong seed = 8;
        var random = new SplitMix(seed);
        using var rig = new FuzzRig();
        int symbols = FuzzCorpus.Instruments.Count;
        var outcomes = new Dictionary<(FrameKind, BadReason), int>();
        byte[] buffer = new byte[1_024];
        for (int round = 0; round < 200_000; round++)
        {
            FrameKind kind = random.OneIn(3) ? FrameKind.Timer : FrameKind.SlowFeatures;
            int length = random.OneIn(3) ? random.Below(60) : kind == FrameKind.Timer ? 8 : 8 + (4 * random.Below(Limits.FeaturesMax + 2));
            for (int i = 0; i < length; i++)
                buffer[i] = (byte)random.Below(256);
            BinaryPrimitives.WriteInt32LittleEndian(buffer, random.OneIn(10) ? (int)random.Next() : random.Below(symbols + 1));
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), random.OneIn(10) ? (int)random.Next() : random.Below(Limits.FeaturesMax + 2));
            for (int i = 8; i + 4 <= length && !random.OneIn(20); i += 4)
                BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(i), (random.Below(2_000_000) - 1_000_000) / 100f);
            if (length >= 12 && random.OneIn(4))
                BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(8), random.OneIn(2) ? float.NaN : float.NegativeInfinity);
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, length);

            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Update update = rig.Decode(bytes, kind);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            HashSet<BadReason> reasons = Reasons(bytes, kind, symbols);
            string where = $"seed {seed}, round {round}: {kind} {Convert.ToHexString(bytes)} gave {update.Kind} {update.Bad}";
            Assert.True(allocated == 0 && (reasons.Count == 0 ? update.Bad == BadReason.None : reasons.Contains(update.Bad)), where);
            outcomes[(kind, update.Bad)] = outcomes.GetValueOrDefault((kind, update.Bad)) + 1;
            if (reasons.Count > 0)
                continue;
            int count = kind == FrameKind.Timer ? 0 : (length - 8) / 4;
            UpdateKind expected = kind == FrameKind.Timer ? UpdateKind.Timer : UpdateKind.SlowFeatures;
            Assert.True((update.Kind, (int)update.SymbolId, update.Code, update.ChangeCount)
                == (expected, BitConverter.ToInt32(bytes), BitConverter.ToInt32(bytes[4..]), count), where);
        }

        // Timer: read, another length, no such symbol. Slow features: these, outside the slow lane, and not finite.
        Assert.Equal(3 + 5, outcomes.Count);
        Assert.All(outcomes.Values, count => Assert.InRange(count, 100, 200_000));
    }

    private static HashSet<BadReason> Reasons(ReadOnlySpan<byte> bytes, FrameKind kind, int symbols)
    {
        bool isTimer = kind == FrameKind.Timer;
        if (isTimer ? bytes.Length != 8 : bytes.Length % 4 != 0 || bytes.Length < 12)
            return [BadReason.WrongShape];
        var reasons = new HashSet<BadReason>();
        if (BitConverter.ToUInt32(bytes) >= symbols)
            reasons.Add(BadReason.UnknownSymbol);
        if (isTimer)
            return reasons;
        int count = (bytes.Length - 8) / 4;
        long first = BitConverter.ToInt32(bytes[4..]);
        if (first < FeatureSet.SlowFirst || first + count > Limits.FeaturesMax)
            reasons.Add(BadReason.UnknownValue);
        for (int i = 0; i < count; i++)
        {
            // All exponent bits set: an infinity or no number.
            if ((BitConverter.ToUInt32(bytes[(8 + (4 * i))..]) & 0x7F80_0000) == 0x7F80_0000)
                reasons.Add(BadReason.Number);
        }

        return reasons;
    }
}
