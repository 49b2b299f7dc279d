using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Research.Train;

namespace KuCoinHft.Research.Tests.Train;

public sealed class MlpTrainerTests
{
    private const int Width = 6;
    private static readonly MlpOptions Options = new(Seed: 11, Hidden: [24, 24], LearningRate: 3e-3, Epochs: 25);

    [Fact]
    public void A_known_function_is_learnt()
    {
        (TrainingRows inputs, float[] targets) = Rows(3_000);
        MlpFit fit = MlpTrainer.Fit(inputs, targets, Options);
        Assert.True(fit.Scores["heldOutR2"] > 0.97, $"R2 {fit.Scores["heldOutR2"]}");
        Assert.Equal(600, fit.Scores["heldOutRows"]);
        Assert.Equal(5, fit.Network.OutputCount);
    }

    [Fact]
    public void Noise_is_not_learnt()
    {
        (TrainingRows inputs, float[] targets) = Rows(1_000);
        var chance = new SeededChance(3);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = (float)chance.Normal();
        Assert.True(MlpTrainer.Fit(inputs, targets, Options with { Epochs = 3 }).Scores["heldOutR2"] < 0.05);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        (TrainingRows inputs, float[] targets) = Rows(500);
        byte[] Bytes(long seed) => MlpTrainer.Fit(inputs, targets, Options with { Seed = seed, Epochs = 2 }).Network.ToOnnx();
        Assert.Equal(Bytes(1), Bytes(1));
        Assert.NotEqual(Bytes(1), Bytes(2));
    }

    [Fact]
    public void Rows_held_out_change_no_weight()
    {
        (TrainingRows inputs, float[] targets) = Rows(500);
        byte[] before = MlpTrainer.Fit(inputs, targets, Options with { Epochs = 2 }).Network.ToOnnx();
        for (int row = 400; row < 500; row++)
            targets.AsSpan(row * 5, 5).Fill(99);
        Assert.Equal(before, MlpTrainer.Fit(inputs, targets, Options with { Epochs = 2 }).Network.ToOnnx());
    }

    /// <summary>The gradient itself against differences of the loss: a sign or a missing factor cannot hide behind a fit that is good enough.</summary>
    [Fact]
    public void A_small_step_lowers_the_loss_by_what_the_gradient_says()
    {
        (TrainingRows inputs, float[] targets) = Rows(64);
        var options = new MlpOptions(Seed: 5, Hidden: [8], LearningRate: 1e-5, HuberDelta: double.PositiveInfinity, RowsPerStep: 64);
        var trainer = new MlpTrainer(options, inputs, 64, 5);
        double first = trainer.Learn(inputs, targets, 64), second = trainer.Learn(inputs, targets, 64), third = trainer.Learn(inputs, targets, 64);
        Assert.True(second < first && third < second);

        // Adam's steps are of one size at first, so the loss must fall by nearly the same twice.
        Assert.InRange((first - second) / (second - third), 0.98, 1.02);
    }

    [Fact]
    public void An_unknown_target_teaches_nothing()
    {
        (TrainingRows inputs, float[] targets) = Rows(800);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = i % 5 == 2 ? targets[i] : float.NaN;
        var trainer = new MlpTrainer(Options, inputs, 800, 5);
        float[] untouched = LastBias(trainer.Network());
        for (int epoch = 0; epoch < 20; epoch++)
            trainer.Learn(inputs, targets, 800);
        float[] bias = LastBias(trainer.Network());
        for (int j = 0; j < 5; j++)
            Assert.Equal(j == 2, bias[j] != untouched[j]);
        Assert.True(trainer.Score(inputs, targets, 0)["heldOutR2"] > 0.9);
    }

    [Fact]
    public void An_input_that_never_moved_has_no_say()
    {
        (TrainingRows inputs, float[] targets) = Rows(500, constant: 3);
        MlpNetwork network = MlpTrainer.Fit(inputs, targets, Options with { Epochs = 2 }).Network;
        float[] row = inputs[0].ToArray(), one = new float[5], other = new float[5];
        network.Evaluate(row, one);
        row[3] = 1_000;
        network.Evaluate(row, other);
        Assert.Equal(one, other);
    }

    [Fact]
    public void The_exported_network_answers_through_onnx_runtime_as_it_does_itself()
    {
        (TrainingRows inputs, float[] targets) = Rows(500);
        MlpNetwork network = MlpTrainer.Fit(inputs, targets, Options with { Epochs = 2 }).Network;
        ExportedModels.AssertSame("momentum", network.ToOnnx(), inputs, network.OutputCount, network.Evaluate);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Inputs_that_are_not_finite_are_refused(float bad) =>
        Assert.Contains("row 1, number 0", Assert.Throws<ArgumentException>(() => new TrainingRows(2, [1, 2, bad, 3])).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_few_rows_to_part_are_refused()
    {
        (TrainingRows inputs, float[] targets) = Rows(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => MlpTrainer.Fit(inputs, targets, Options));
        Assert.Throws<ArgumentException>(() => MlpTrainer.Fit(inputs, targets[..9], Options));
    }

    private static float[] LastBias(MlpNetwork network) => network.Layers[^1].Bias;

    /// <summary>Five smooth functions of inputs on very different scales.</summary>
    private static (TrainingRows Inputs, float[] Targets) Rows(int count, int constant = -1)
    {
        var chance = new SeededChance(7);
        var inputs = new float[count * Width];
        var targets = new float[count * 5];
        for (int row = 0; row < count; row++)
        {
            Span<float> x = inputs.AsSpan(row * Width, Width);
            for (int i = 0; i < Width; i++)
                x[i] = (float)((chance.Uniform() * 2) - 1);
            targets[row * 5] = x[0] - (2 * x[1]);
            targets[(row * 5) + 1] = x[0] * x[1];
            targets[(row * 5) + 2] = MathF.Abs(x[2]);
            targets[(row * 5) + 3] = MathF.Max(x[4], x[5]);
            targets[(row * 5) + 4] = 0.5f;
            x[0] = (x[0] * 100) + 30;
            x[1] *= 0.01f;
            if (constant >= 0)
                x[constant] = 5;
        }

        return (new TrainingRows(Width, inputs), targets);
    }
}
