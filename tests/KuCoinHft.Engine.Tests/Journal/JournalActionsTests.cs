using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class JournalActionsTests
{
    private static readonly JournalHeader Header = new() { Stream = JournalHeader.ActionsStream };

    [Fact]
    public void An_action_comes_back_field_by_field()
    {
        var journal = new MemoryJournal(4096, Header);
        ActionRecord action = Example();

        Assert.True(JournalActions.Append(journal, in action, 123));

        int offset = journal.HeaderBytes;
        Assert.True(journal.TryRead(ref offset, out JournalRecord record));
        Assert.Equal((4711L, 123L, JournalKind.Action), (record.Sequence, record.ReceiveNs, record.Kind));
        Assert.Equal((2, (int)ActionKind.NewOrder), (record.Source, record.Detail));
        Assert.True(JournalActions.TryDecode(record.Payload, out ActionRecord decoded));
        Assert.Equal(action, decoded);
    }

    [Fact]
    public void The_payload_is_an_array_that_any_language_reads()
    {
        var journal = new MemoryJournal(4096, Header);
        ActionRecord action = Example();
        JournalActions.Append(journal, in action, 123);
        int offset = journal.HeaderBytes;
        journal.TryRead(ref offset, out JournalRecord record);

        // arr10, n 4711, k 2, NewOrder, key 18847, symbol 3, Sell, Ioc, AutoBorrow, 650000 ticks, 12 lots.
        Assert.Equal("9acd12670201cd499f03020102ce0009eb100c", Convert.ToHexStringLower(record.Payload));
    }

    [Fact]
    public void The_widest_action_fits_its_buffer()
    {
        var journal = new MemoryJournal(4096, Header);
        var action = new ActionRecord
        {
            Sequence = long.MinValue, OrderKey = long.MinValue, PriceTicks = long.MinValue, SizeLots = long.MinValue, SymbolId = short.MinValue,
            Index = 255, Kind = (ActionKind)255, Side = (Side)255, TimeInForce = (TimeInForce)255, Flags = (OrderFlags)255,
        };

        Assert.True(JournalActions.Append(journal, in action, 1));
        int offset = journal.HeaderBytes;
        Assert.True(journal.TryRead(ref offset, out JournalRecord record));
        Assert.True(JournalActions.TryDecode(record.Payload, out ActionRecord decoded));
        Assert.Equal(action, decoded);
    }

    [Fact]
    public void A_decision_comes_back_with_the_bits_of_its_predictions()
    {
        var journal = new MemoryJournal(4096, Header);
        var prediction = new Prediction { AgentsReady = 7, MetaReady = 1, SymbolId = -1 };
        for (int i = 0; i < Limits.Agents * Limits.Targets; i++)
            prediction.Q[i] = (i - 7) / 3f;
        prediction.Q[0] = float.NaN;
        for (int i = 0; i <= Limits.Agents; i++)
            prediction.Meta[i] = i / 6f;

        Assert.True(JournalActions.Append(journal, 99, 1000, in prediction, agent: -1, targetIndex: 4, reason: 200));

        int offset = journal.HeaderBytes;
        Assert.True(journal.TryRead(ref offset, out JournalRecord record));
        Assert.Equal((99L, 1000L, JournalKind.Decision, 200), (record.Sequence, record.ReceiveNs, record.Kind, (int)record.Detail));
        Assert.True(JournalActions.TryDecode(record.Payload, out Prediction decoded, out sbyte agent, out sbyte targetIndex, out byte reason));
        Assert.Equal((-1, 4, 200), (agent, targetIndex, reason));
        Assert.Equal((7, 1, -1), (decoded.AgentsReady, decoded.MetaReady, decoded.SymbolId));
        for (int i = 0; i < Limits.Agents * Limits.Targets; i++)
            Assert.Equal(BitConverter.SingleToUInt32Bits(prediction.Q[i]), BitConverter.SingleToUInt32Bits(decoded.Q[i]));
        for (int i = 0; i <= Limits.Agents; i++)
            Assert.Equal(prediction.Meta[i], decoded.Meta[i]);
    }

    [Fact]
    public void No_prefix_of_an_action_or_decision_is_one()
    {
        var journal = new MemoryJournal(4096, Header);
        ActionRecord action = Example();
        JournalActions.Append(journal, in action, 1);
        JournalActions.Append(journal, 1, 1, new Prediction(), 0, 0, 0);
        int offset = journal.HeaderBytes;
        journal.TryRead(ref offset, out JournalRecord actionRecord);
        journal.TryRead(ref offset, out JournalRecord decisionRecord);
        for (int length = 0; length < actionRecord.Payload.Length; length++)
            Assert.False(JournalActions.TryDecode(actionRecord.Payload[..length], out _));
        for (int length = 0; length < decisionRecord.Payload.Length; length++)
            Assert.False(JournalActions.TryDecode(decisionRecord.Payload[..length], out _, out _, out _, out _));
        Assert.False(JournalActions.TryDecode([.. actionRecord.Payload, 0], out _));
    }

    [Fact]
    public void A_full_sink_is_reported()
    {
        byte[] header = Header.Encode();
        var journal = new MemoryJournal(header.Length + 40, Header);
        ActionRecord action = Example();

        Assert.False(JournalActions.Append(journal, in action, 1));
        Assert.False(JournalActions.Append(journal, 1, 1, new Prediction(), 0, 0, 0));
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public void Writing_actions_and_decisions_allocates_nothing()
    {
        var journal = new MemoryJournal(1 << 20, Header);
        ActionRecord action = Example();
        var prediction = new Prediction();
        void Append()
        {
            for (int i = 0; i < 1000; i++)
            {
                JournalActions.Append(journal, in action, i);
                JournalActions.Append(journal, i, i, in prediction, 1, 2, 3);
            }
        }

        Append();
        Assert.Equal(0, Allocation.BytesOf(Append));
        Assert.Equal(4000, journal.Count);
    }

    private static ActionRecord Example() => new()
    {
        Sequence = 4711, OrderKey = (4711 * Limits.ActionsPerFrameMax) + 2 + 1, PriceTicks = 650_000, SizeLots = 12, SymbolId = 3,
        Index = 2, Kind = ActionKind.NewOrder, Side = Side.Sell, TimeInForce = TimeInForce.Ioc, Flags = OrderFlags.AutoBorrow,
    };
}
