namespace KuCoinHft.Ring.Tests;

public sealed class EventProcessorTests
{
    [Fact]
    public void It_hands_on_what_is_available_once_and_in_batches()
    {
        var source = new Sequence();
        var handler = new Recorder();
        var processor = new EventProcessor("stage", handler, new SequenceBarrier(source), batchMax: 4);
        Assert.False(processor.RunOnce());
        source.Set(9);
        Assert.True(processor.RunOnce());
        Assert.True(processor.RunOnce());
        Assert.True(processor.RunOnce());
        Assert.False(processor.RunOnce());
        Assert.Equal([(0, 3), (4, 7), (8, 9)], handler.Batches);
        Assert.Equal(9, processor.Sequence.Value);
    }

    [Fact]
    public void The_sequence_moves_only_after_the_handler_returned()
    {
        var source = new Sequence();
        EventProcessor? processor = null;
        long during = long.MinValue;
        processor = new EventProcessor("stage", new Recorder { OnEach = () => during = processor!.Sequence.Value }, new SequenceBarrier(source));
        source.Set(5);
        processor.RunOnce();
        Assert.Equal(Sequence.Initial, during);
    }

    [Fact]
    public void A_batch_whose_handler_threw_is_not_passed()
    {
        var source = new Sequence();
        var processor = new EventProcessor("stage", new Recorder { OnEach = () => throw new InvalidOperationException("bug") }, new SequenceBarrier(source));
        source.Set(0);
        Assert.Throws<InvalidOperationException>(() => processor.RunOnce());
        Assert.Equal(Sequence.Initial, processor.Sequence.Value);
    }

    [Fact]
    public void While_the_next_sequence_is_not_there_it_is_prefetched()
    {
        var source = new Sequence();
        var prefetched = new List<long>();
        var processor = new EventProcessor("stage", new Recorder(), new SequenceBarrier(source), prefetch: prefetched.Add);
        processor.RunOnce();
        source.Set(9);
        processor.RunOnce();
        Assert.Equal([0], prefetched);
        processor.RunOnce();
        Assert.Equal([0, 10], prefetched);
    }

    [Fact]
    public void A_batch_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventProcessor("stage", new Recorder(), new SequenceBarrier(new Sequence()), batchMax: 0));

    private sealed class Recorder : IEventHandler
    {
        public List<(long First, long Last)> Batches { get; } = [];

        public Action OnEach { get; init; } = () => { };

        public void OnBatch(long first, long last)
        {
            Batches.Add((first, last));
            OnEach();
        }
    }
}
