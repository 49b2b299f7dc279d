using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Journal;

/// <summary>Writes actions and decisions as journal records, and reads them back.</summary>
/// <remarks>
/// <code>
/// kind      source   detail       payload, a MessagePack array in the record's bin
/// Action    index    ActionKind   [sequence, index, actionKind, orderKey, symbolId, side, timeInForce, flags, priceTicks, sizeLots]
/// Decision  0        reason       [symbolId, agent, targetIndex, reason, agentsReady, metaReady, [15 Q-values, float32], [4 weights, float32]]
/// </code>
/// Fields by name rather than the struct's bytes: padding, byte order and layout stay out of the file. Floats keep their bits.
/// Thread: the engine's worker. Allocates nothing.
/// </remarks>
public static class JournalActions
{
    private const int ActionFieldCount = 10;
    private const int DecisionFieldCount = 8;

    // Ten integers of at most 9 bytes; 6 small ones and 19 floats of 5 bytes with their headers.
    private const int ActionBytesMax = 1 + (ActionFieldCount * 9);
    private const int DecisionBytesMax = 1 + (6 * 9) + 3 + 1 + ((QCount + MetaCount) * 5);
    private const int QCount = Limits.Agents * Limits.Targets;
    private const int MetaCount = Limits.Agents + 1;

    /// <summary>Appends one action. It must be in the journal before it may leave.</summary>
    /// <param name="receiveNs">Time of the frame that caused it.</param>
    /// <returns>False when the sink refused it.</returns>
    public static bool Append(IJournalSink sink, in ActionRecord action, long receiveNs)
    {
        Span<byte> payload = stackalloc byte[ActionBytesMax];
        var writer = new MessagePackWriter(payload);
        writer.WriteArrayHeader(ActionFieldCount);
        writer.WriteInt(action.Sequence);
        writer.WriteUInt(action.Index);
        writer.WriteUInt((byte)action.Kind);
        writer.WriteInt(action.OrderKey);
        writer.WriteInt(action.SymbolId);
        writer.WriteUInt((byte)action.Side);
        writer.WriteUInt((byte)action.TimeInForce);
        writer.WriteUInt((byte)action.Flags);
        writer.WriteInt(action.PriceTicks);
        writer.WriteInt(action.SizeLots);
        return sink.TryAppend(action.Sequence, receiveNs, action.Index, JournalKind.Action, (byte)action.Kind, payload[..writer.Written]);
    }

    /// <summary>Appends one decision with the predictions it was made from.</summary>
    /// <param name="agent">The agent that the meta-model picked, or -1.</param>
    /// <param name="targetIndex">0..<see cref="Limits.Targets"/>-1, or -1 for none.</param>
    /// <param name="reason">Why, as the decision says it.</param>
    /// <returns>False when the sink refused it.</returns>
    public static bool Append(IJournalSink sink, long sequence, long receiveNs, in Prediction prediction, sbyte agent, sbyte targetIndex, byte reason)
    {
        Span<byte> payload = stackalloc byte[DecisionBytesMax];
        var writer = new MessagePackWriter(payload);
        writer.WriteArrayHeader(DecisionFieldCount);
        writer.WriteInt(prediction.SymbolId);
        writer.WriteInt(agent);
        writer.WriteInt(targetIndex);
        writer.WriteUInt(reason);
        writer.WriteUInt(prediction.AgentsReady);
        writer.WriteUInt(prediction.MetaReady);
        WriteFloats(ref writer, prediction.Q);
        WriteFloats(ref writer, prediction.Meta);
        return sink.TryAppend(sequence, receiveNs, 0, JournalKind.Decision, reason, payload[..writer.Written]);
    }

    /// <summary>Reads an action's payload.</summary>
    /// <returns>False when the bytes are not exactly one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out ActionRecord action)
    {
        action = default;
        var reader = new MessagePackReader(payload);
        if (!reader.TryReadArrayHeader(out int count) || count != ActionFieldCount
            || !reader.TryReadInt(out long sequence)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long index)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long kind)
            || !reader.TryReadInt(out long orderKey)
            || !reader.TryReadInt(short.MinValue, short.MaxValue, out long symbolId)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long side)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long timeInForce)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long flags)
            || !reader.TryReadInt(out long priceTicks)
            || !reader.TryReadInt(out long sizeLots)
            || reader.Consumed != payload.Length)
            return false;
        action.Sequence = sequence;
        action.Index = (byte)index;
        action.Kind = (ActionKind)kind;
        action.OrderKey = orderKey;
        action.SymbolId = (short)symbolId;
        action.Side = (Market.Side)side;
        action.TimeInForce = (TimeInForce)timeInForce;
        action.Flags = (OrderFlags)flags;
        action.PriceTicks = priceTicks;
        action.SizeLots = sizeLots;
        return true;
    }

    /// <summary>Reads a decision's payload.</summary>
    /// <returns>False when the bytes are not exactly one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out Prediction prediction, out sbyte agent, out sbyte targetIndex, out byte reason)
    {
        prediction = default;
        agent = 0;
        targetIndex = 0;
        reason = 0;
        var reader = new MessagePackReader(payload);
        if (!reader.TryReadArrayHeader(out int count) || count != DecisionFieldCount
            || !reader.TryReadInt(short.MinValue, short.MaxValue, out long symbolId)
            || !reader.TryReadInt(sbyte.MinValue, sbyte.MaxValue, out long agentNumber)
            || !reader.TryReadInt(sbyte.MinValue, sbyte.MaxValue, out long target)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long reasonNumber)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long agentsReady)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long metaReady)
            || !TryReadFloats(ref reader, prediction.Q)
            || !TryReadFloats(ref reader, prediction.Meta)
            || reader.Consumed != payload.Length)
            return false;
        prediction.SymbolId = (short)symbolId;
        prediction.AgentsReady = (byte)agentsReady;
        prediction.MetaReady = (byte)metaReady;
        agent = (sbyte)agentNumber;
        targetIndex = (sbyte)target;
        reason = (byte)reasonNumber;
        return true;
    }

    private static void WriteFloats(ref MessagePackWriter writer, ReadOnlySpan<float> values)
    {
        writer.WriteArrayHeader(values.Length);
        foreach (float value in values)
            writer.WriteFloat(value);
    }

    private static bool TryReadFloats(ref MessagePackReader reader, scoped Span<float> values)
    {
        if (!reader.TryReadArrayHeader(out int count) || count != values.Length)
            return false;
        for (int i = 0; i < values.Length; i++)
        {
            if (!reader.TryReadFloat(out values[i]))
                return false;
        }

        return true;
    }
}
