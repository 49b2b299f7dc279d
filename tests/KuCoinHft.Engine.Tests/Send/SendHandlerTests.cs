using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Engine.Tests.Send;

public sealed class SendHandlerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Actions_leave_once_in_order_whatever_the_batches(int batch)
    {
        using var rig = new SendRig();
        int[] actions = [0, 2, 4, 0, 1, 3];
        for (int i = 0; i < actions.Length; i++)
        {
            rig.Write(actions[i], isDecision: i == 2);
            if ((i + 1) % batch == 0)
                rig.Handle(batch);
        }

        Assert.Equal(
            ["1.0", "1.1", "2.0", "2.1", "2.2", "2.3", "4.0", "5.0", "5.1", "5.2"],
            rig.Gateway.Sent.Select(sent => $"{sent.Action.Sequence}.{sent.Action.Index}"));
        Assert.All(rig.Gateway.Sent, sent => Assert.Contains("\"op\":\"margin.order\"", sent.Message, StringComparison.Ordinal));
        Assert.Equal((10, 0, 0), (rig.Handler.SentCount, rig.Handler.UnsentCount, rig.Handler.WithheldCount));
        Assert.Equal(rig.Output.Last, rig.Output.Sent.Value);
    }

    [Fact]
    public void A_decision_is_kept_before_its_frames_actions_and_each_action_before_it_leaves()
    {
        using var rig = new SendRig();
        rig.Write(2, isDecision: true);
        rig.Handle(1);

        Assert.Equal([(0, JournalKind.Decision), (0, JournalKind.Action), (0, JournalKind.Action)], rig.Journal.Records);
    }

    [Fact]
    public void Actions_of_frames_beyond_the_batch_wait()
    {
        using var rig = new SendRig();
        rig.Write(1);
        rig.Write(1);
        rig.Handler.OnFrame(0);
        Assert.Single(rig.Gateway.Sent);
        rig.Handler.OnFrame(1);
        Assert.Equal(2, rig.Gateway.Sent.Count);
    }

    [Fact]
    public void What_the_gateway_cannot_take_is_counted_and_not_tried_again()
    {
        using var rig = new SendRig();
        rig.Gateway.IsOpen = false;
        rig.Write(2);
        rig.Handle(1);
        rig.Gateway.IsOpen = true;
        rig.Write(1);
        rig.Handle(1);

        Assert.Equal((1, 2, 1), (rig.Handler.SentCount, rig.Handler.UnsentCount, rig.Gateway.Sent.Count));
        Assert.Equal(3, rig.Journal.Records.Count);
    }

    [Fact]
    public void An_action_whose_record_found_no_room_does_not_leave_and_nothing_does_after_it()
    {
        using var rig = new SendRig(actionsMax: 3);
        rig.Write(2);
        rig.Write(2);
        rig.Handle(2);

        Assert.True(rig.Handler.IsHalted);
        Assert.Equal(3, rig.Gateway.Sent.Count);
        rig.Write(3);
        rig.Handle(1);
        Assert.Equal((3, 4), (rig.Gateway.Sent.Count, rig.Handler.WithheldCount));
    }

    [Fact]
    public void A_decision_whose_record_found_no_room_holds_its_frames_actions_back()
    {
        using var rig = new SendRig(actionsMax: 1);
        rig.Write(1);
        rig.Write(2, isDecision: true);
        rig.Handle(2);

        Assert.True(rig.Handler.IsHalted);
        Assert.Single(rig.Gateway.Sent);
        Assert.Equal(2, rig.Handler.WithheldCount);
    }

    [Fact]
    public void A_frame_that_the_journal_could_not_keep_sends_nothing_any_more()
    {
        using var rig = new SendRig(framesMax: 1);
        rig.Write(1);
        rig.Handle(1);
        Assert.False(rig.Handler.IsHalted);
        rig.Write(1);
        rig.Handle(1);

        Assert.True(rig.Handler.IsHalted);
        Assert.Single(rig.Gateway.Sent);
        Assert.Single(rig.Journal.Records);
    }

    [Fact]
    public void A_halted_engine_goes_on_watching_the_market_without_filling_its_output_ring()
    {
        using var rig = new SendRig(framesMax: 0);
        for (int i = 0; i < 10 * SendRig.Capacity; i++)
        {
            rig.Write(Limits.ActionsPerFrameMax);
            rig.Handle(1);
        }

        Assert.Empty(rig.Gateway.Sent);
        Assert.Equal(10 * SendRig.Capacity * Limits.ActionsPerFrameMax, rig.Handler.WithheldCount);
    }
}
