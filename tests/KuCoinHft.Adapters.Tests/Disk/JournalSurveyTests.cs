using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalSurveyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Stream => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_stream_is_counted_by_kind_with_its_times_and_sequences()
    {
        JournalSamples.WriteSegments(Stream, 90);

        var survey = new JournalSurvey(Stream);

        Assert.Empty(survey.Damage);
        Assert.Equal((90L, 0L, 89L, 0L), (survey.RecordCount, survey.FirstSequence, survey.LastSequence, survey.LostCount));
        Assert.Equal((1_000L, 1_890L, 10L), (survey.FirstNs, survey.LastNs, survey.SilenceNsMax));
        Assert.Equal(Directory.GetFiles(_folder.Path).Length, survey.SegmentCount);
        Assert.Equal(90, survey.Kinds.Values.Sum());
        Assert.Equal(15, survey.Kinds["Frame Trade Snapshot"]);
    }

    [Fact]
    public void Decisions_and_actions_are_counted_by_reason_and_action()
    {
        string stream = JournalFolder.ActionsPath(_folder.Path);
        using (JournalWriter writer = JournalSamples.Writer(stream, JournalSamples.Actions))
        {
            ActionRecord action = JournalSamples.Action(3, 100);
            JournalActions.Append(writer, 1, 10, new Prediction(), 0, 1, 2);
            JournalActions.Append(writer, 3, 30, new Prediction(), 0, 1, 1);
            JournalActions.Append(writer, in action, 30);
        }

        var survey = new JournalSurvey(stream);

        Assert.Empty(survey.Damage);
        Assert.Equal([("Action NewOrder", 1L), ("Decision AgentTarget", 1L), ("Decision MetaFlat", 1L)], survey.Kinds.Select(kind => (kind.Key, kind.Value)));
    }

    [Fact]
    public void A_jump_of_the_sequence_within_a_segment_is_damage_in_frames_and_none_in_actions_unless_it_goes_back()
    {
        string actions = JournalFolder.ActionsPath(_folder.Path);
        using (JournalWriter frames = JournalSamples.Writer(Stream, JournalSamples.Frames))
        using (JournalWriter writer = JournalSamples.Writer(actions, JournalSamples.Actions))
        {
            foreach (int n in (int[])[5, 6, 8, 9])
                Assert.True(frames.TryAppend(n, n, 1, JournalKind.Frame, 1, []));
            foreach (int n in (int[])[5, 5, 8, 7])
                Assert.True(writer.TryAppend(n, n, 0, JournalKind.Action, 1, []));
        }

        JournalEnd jump = Assert.Single(new JournalSurvey(Stream).Damage);
        JournalEnd back = Assert.Single(new JournalSurvey(actions).Damage);

        Assert.Equal((JournalEndKind.Gap, 2L, 6L, "the frame of sequence 8 follows"), (jump.Kind, jump.RecordCount, jump.LastSequence, jump.Note));
        Assert.Equal((JournalEndKind.Gap, 3L, 8L, "the record of sequence 7 follows"), (back.Kind, back.RecordCount, back.LastSequence, back.Note));
    }

    [Fact]
    public void Behind_a_damage_it_goes_on()
    {
        JournalSamples.WriteSegments(Stream, 90);
        string second = JournalFolder.SegmentPath(Stream, 2);
        byte[] bytes = File.ReadAllBytes(second);
        bytes[JournalSamples.Starts(second)[4] + 3] ^= 1;
        File.WriteAllBytes(second, bytes);

        var survey = new JournalSurvey(Stream);

        JournalEnd damage = Assert.Single(survey.Damage);
        Assert.Equal((JournalEndKind.Corrupt, "frames-000002.kcj"), (damage.Kind, damage.File));
        Assert.Equal((89L, 1L, 89L, JournalEndKind.Clean), (survey.RecordCount, survey.LostCount, survey.LastSequence, survey.End.Kind));
    }
}
