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

    /// <summary>Every weight's first step against the slope that differences of the loss show: a fit that is good enough could hide a wrong one.</summary>
    [Fact]
    public void Every_weight_steps_against_its_slope()
    {
        (TrainingRows inputs, float[] targets) = Rows(64);

        // Each row and its mirror image: the mean is 0, so that folding it in moves no slope from a weight to the bias.
        inputs = new TrainingRows(Width, [.. Enumerable.Range(0, 64).SelectMany(row => inputs[row / 2 * 2].ToArray().Select(x => row % 2 == 0 ? x : -x))]);
        var options = new MlpOptions(Seed: 5, Hidden: [8, 8], HuberDelta: double.PositiveInfinity, RowsPerStep: 64);
        var trainer = new MlpTrainer(options, inputs, 64, 5);
        MlpNetwork before = trainer.Network();
        trainer.Learn(inputs, targets, 64);
        MlpNetwork after = trainer.Network();

        int compared = 0;
        for (int layer = 0; layer < 3; layer++)
        {
            compared += Compare(before.Layers[layer].Weights, after.Layers[layer].Weights);
            compared += Compare(before.Layers[layer].Bias, after.Layers[layer].Bias);
        }

        Assert.True(compared > 100, $"{compared} slopes were steep enough to compare");

        int Compare(float[] was, float[] became)
        {
            int steep = 0;
            for (int i = 0; i < was.Length; i++)
            {
                float kept = was[i], nudge = MathF.Max(1e-5f, MathF.Abs(kept) * 1e-2f);
                was[i] = kept + nudge;
                double above = Loss(before, inputs, targets);
                was[i] = kept - nudge;
                double rise = above - Loss(before, inputs, targets);
                was[i] = kept;
                if (Math.Abs(rise) < 1e-4)
                    continue;
                Assert.True(Math.Sign(kept - became[i]) == Math.Sign(rise), $"weight {i} went from {kept} to {became[i]}, and the loss rises by {rise}");
                steep++;
            }

            return steep;
        }
    }

    [Fact]
    public void An_unknown_target_teaches_nothing()
    {
        (TrainingRows inputs, float[] targets) = Rows(800);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = i % 5 == 2 ? targets[i] : float.NaN;
        var trainer = new MlpTrainer(Options, inputs, 800, 5);
        float[] untouched = LastBias(trainer.Network());
        for (int epoch = 0; epoch < 60; epoch++)
            trainer.Learn(inputs, targets, 800);
        float[] bias = LastBias(trainer.Network());
        for (int j = 0; j < 5; j++)
            Assert.Equal(j == 2, bias[j] != untouched[j]);
        Assert.InRange(trainer.Score(inputs, targets, 0)["heldOutR2"], 0.9, 1);
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

    private static double Loss(MlpNetwork network, TrainingRows inputs, float[] targets)
    {
        var output = new float[5];
        double loss = 0;
        for (int row = 0; row < inputs.Count; row++)
        {
            network.Evaluate(inputs[row], output);
            for (int j = 0; j < 5; j++)
                loss += 0.5 * Math.Pow(output[j] - targets[(row * 5) + j], 2);
        }

        return loss;
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
