using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Inference;

public sealed class InferenceHandlerTests : IDisposable
{
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly RingColumn<Prediction> _predictions;
    private readonly WeightedModel _first = new([0, 2], [0, 1, 2, 3, 4]);
    private readonly WeightedModel _last = new([63], [5, 4, 3, 2, 1]);
    private readonly WeightedModel _meta = new([1], [0.1f, 0.2f, 0.3f, 0.4f]);

    public InferenceHandlerTests()
    {
        var ring = new RingBuffer(16);
        _vectors = new RingColumn<FeatureVector>(ring);
        _predictions = new RingColumn<Prediction>(ring);
    }

    public void Dispose()
    {
        _vectors.Dispose();
        _predictions.Dispose();
    }

    [Fact]
    public void Every_model_reads_its_own_features_and_writes_its_own_outputs()
    {
        Prediction prediction = Run(new InferenceHandler(_vectors, _predictions, [_first, null, _last], _meta));

        Assert.Equal((0b101, 1, 3), (prediction.AgentsReady, prediction.MetaReady, prediction.SymbolId));
        Assert.Equal([2f, 3, 4, 5, 6, 0, 0, 0, 0, 0, 68, 67, 66, 65, 64], ((ReadOnlySpan<float>)prediction.Q).ToArray());
        Assert.Equal([1.1f, 1.2f, 1.3f, 1.4f], ((ReadOnlySpan<float>)prediction.Meta).ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_never_passes_and_makes_its_model_not_ready(float value)
    {
        _first.Fault = (4, value);
        _meta.Fault = (0, value);
        var handler = new InferenceHandler(_vectors, _predictions, [_first, null, _last], _meta);

        Prediction prediction = Run(handler);

        Assert.Equal((0b100, 0), (prediction.AgentsReady, prediction.MetaReady));
        Assert.Equal([0f, 0, 0, 0, 0], ((ReadOnlySpan<float>)prediction.Q)[..5].ToArray());
        Assert.Equal([0f, 0, 0, 0], ((ReadOnlySpan<float>)prediction.Meta).ToArray());
        Assert.Equal((3, 2), (handler.RunCount, handler.FailedCount));
    }

    [Fact]
    public void A_run_that_failed_leaves_nothing_behind()
    {
        _last.Succeeds = false;
        var handler = new InferenceHandler(_vectors, _predictions, [null, null, _last], null);

        Prediction prediction = Run(handler);

        Assert.Equal(0, prediction.AgentsReady);
        Assert.All(((ReadOnlySpan<float>)prediction.Q).ToArray(), q => Assert.Equal(0f, q));
        Assert.Equal(1, handler.FailedCount);
    }

    [Theory]
    [InlineData(FeatureState.None)]
    [InlineData(FeatureState.Warming)]
    [InlineData(FeatureState.Stale)]
    public void A_vector_that_is_not_ready_asks_no_model(FeatureState state)
    {
        var handler = new InferenceHandler(_vectors, _predictions, [_first, _first, _first], _meta);
        Run(handler);

        Prediction prediction = Run(handler, state);

        Assert.Equal((0, 0, 3), (prediction.AgentsReady, prediction.MetaReady, prediction.SymbolId));
        Assert.All(((ReadOnlySpan<float>)prediction.Q).ToArray(), q => Assert.Equal(0f, q));
        Assert.Equal(4, handler.RunCount);
    }

    [Theory]
    [InlineData(LongState.Filling, false)]
    [InlineData(LongState.Hole, false)]
    [InlineData(LongState.Ready, true)]
    public void A_model_that_reads_long_features_is_asked_when_these_are_ready_and_the_others_always(LongState longState, bool isAsked)
    {
        var longs = new WeightedModel([0, FeatureSet.LongFirst], [1, 2, 3, 4, 5]);
        var longMeta = new WeightedModel([FeatureSet.Count - 1], [1, 2, 3, 4]);
        var handler = new InferenceHandler(_vectors, _predictions, [_first, longs, null], longMeta);

        Prediction prediction = Run(handler, longState: longState);

        Assert.Equal((isAsked ? 0b011 : 0b001, isAsked ? 0 : 0b010, isAsked ? 1 : 0), (prediction.AgentsReady, prediction.AgentsWaiting, prediction.MetaReady));
        Assert.Equal((isAsked ? 3 : 1, 0), (handler.RunCount, handler.FailedCount));
        Assert.Equal(isAsked, prediction.Q[Limits.Targets] != 0);
    }

    [Fact]
    public void Models_of_another_shape_are_refused_at_start()
    {
        var small = new WeightedModel([0], [1, 2, 3, 4]);
        var outside = new WeightedModel([Limits.FeaturesMax], [1, 2, 3, 4, 5]);

        Assert.Contains("agent 1 has 4 outputs; 5", Refusal([_first, small, null], null), StringComparison.Ordinal);
        Assert.Contains("meta-model has 5 outputs; 4", Refusal([_first, null, null], _first), StringComparison.Ordinal);
        Assert.Contains($"feature {Limits.FeaturesMax}", Refusal([outside, null, null], null), StringComparison.Ordinal);
        Assert.Contains("not 2", Refusal([_first, null], null), StringComparison.Ordinal);
    }

    private string Refusal(IModel?[] agents, IModel? meta) =>
        Assert.Throws<ArgumentException>(() => new InferenceHandler(_vectors, _predictions, agents, meta)).Message;

    private Prediction Run(InferenceHandler handler, FeatureState state = FeatureState.Ready, LongState longState = LongState.Ready)
    {
        _vectors[0] = new FeatureVector { State = state, LongState = longState, SymbolId = 3 };
        for (int i = 0; i < Limits.FeaturesMax; i++)
            _vectors[0].Values[i] = i;
        _vectors[0].Values[1] = 1;
        handler.OnFrame(0);
        return _predictions[0];
    }
}
