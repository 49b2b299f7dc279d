using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents.Rules;
using KuCoinHft.Engine.Features;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Train;

/// <summary>Makes the four small models that ship: networks that imitate the agents' rules, trees that imitate the meta rule.</summary>
/// <remarks>
/// They make the inference path real; the research to come replaces them by trained agents. Scores say how well the rules are imitated on the
/// latest fifth of the recording, which was not trained on, and nothing about profit. Deterministic by seed.
/// A model that reads long features learns from the frames at which these were ready alone, as it is asked at no others.
/// </remarks>
public static class ImitationTraining
{
    private const int GoldenCount = 16;

    // Rules score in basis points; models answer in percent of the price, small enough that single precision agrees to 10^-5.
    private const float PercentPerBps = 0.01f;
    private static readonly int[] Hidden = [48, 48];

    private sealed record Sample(IReadOnlyList<float[]> Vectors, double HeldOutShare);

    private delegate void ScoreRule(ReadOnlySpan<float> features, Span<float> scores);

    /// <summary>Trains all four from recordings and writes their folders.</summary>
    /// <returns>Their manifests.</returns>
    public static IReadOnlyList<ModelManifest> Run(IReadOnlyList<Recording> recordings, string modelsFolder, int seed, TextWriter log, CancellationToken cancellation)
    {
        var saved = new List<ModelManifest>();
        var recorded = new List<float[]>();
        var recordedLong = new List<float[]>();
        foreach (Recording recording in recordings)
        {
            VectorCollector collected = Collect(recording, cancellation);
            log.WriteLine($"{recording.Name}: {collected.Vectors.Count} feature vectors, {collected.LongVectors.Count} with long features");
            recorded.AddRange(collected.Vectors);
            recordedLong.AddRange(collected.LongVectors);
        }

        string[] data = [.. recordings.Select(r => r.Name)];
        Sample everything = Mixed(recorded, seed);
        Sample longReady = Mixed(recordedLong, seed);
        Agent("momentum", MomentumRule.Inputs, MomentumRule.Score);
        Agent("volatility-breakout", VolatilityBreakoutRule.Inputs, VolatilityBreakoutRule.Score);
        Agent("statistical-arbitrage", StatisticalArbitrageRule.Inputs, StatisticalArbitrageRule.Score);
        Meta();
        return saved;

        void Agent(string name, ReadOnlySpan<Feature> inputs, ScoreRule rule)
        {
            cancellation.ThrowIfCancellationRequested();
            (IReadOnlyList<float[]> vectors, double heldOutShare) = ReadsLong(inputs) ? longReady : everything;
            TrainingRows rows = Rows(vectors, inputs);
            var targets = new float[vectors.Count * Limits.Targets];
            for (int i = 0; i < vectors.Count; i++)
                rule(vectors[i], targets.AsSpan(i * Limits.Targets, Limits.Targets));
            MlpFit fit = MlpTrainer.Fit(rows, targets, new MlpOptions(seed, Hidden, Epochs: 40, HeldOutShare: heldOutShare));
            ModelManifest manifest = Manifest(name, ModelKind.Dqn, inputs, Limits.Targets, [MlpGraph.OutputName], data, seed, fit.Scores);
            MlpNetwork network = fit.Network.Scaled(PercentPerBps);
            Save(name, network.ToOnnx(), manifest with { GoldenVectors = Golden(rows, Limits.Targets, network.Evaluate) });
        }

        void Meta()
        {
            (IReadOnlyList<float[]> vectors, double heldOutShare) = everything;
            TrainingRows rows = Rows(vectors, MetaRule.Inputs);
            int[] labels = [.. vectors.Select(v => (int)MetaRule.Choose(v))];
            int classes = Limits.Agents + 1;
            BoostingFit fit = GradientBoosting.Fit(rows, labels, [], new BoostingOptions(classes, Rounds: 25, HeldOutShare: heldOutShare));
            ModelManifest manifest = Manifest(
                ModelStore.MetaName, ModelKind.Meta, MetaRule.Inputs, classes, [TreeGraph.LabelName, TreeGraph.ProbabilitiesName], data, seed, fit.Scores);
            Save(ModelStore.MetaName, fit.Trees.ToOnnx(), manifest with { GoldenVectors = Golden(rows, classes, fit.Trees.Evaluate) });
        }

        void Save(string name, byte[] onnx, ModelManifest manifest)
        {
            saved.Add(ModelStore.Save(Path.Combine(modelsFolder, name), onnx, manifest));
            log.WriteLine($"{name}: {onnx.Length} bytes, {string.Join(", ", manifest.Scores.Select(s => $"{s.Key} {s.Value:0.####}"))}");
        }
    }

    // The recorded ones last, so that the latest fifth, which scores, is of the market and not made up; no mixture holds any of it.
    private static Sample Mixed(List<float[]> recorded, int seed)
    {
        int heldOut = recorded.Count / 5;
        if (heldOut == 0)
            throw new ArgumentException("The recordings are too short to train on: long features are ready after some six minutes, or with the first candles; give a longer one.", nameof(recorded));
        IReadOnlyList<float[]> vectors = [.. VectorMix.Of(recorded[..^heldOut], seed), .. recorded];
        return new Sample(vectors, (double)heldOut / vectors.Count);
    }

    private static bool ReadsLong(ReadOnlySpan<Feature> inputs)
    {
        foreach (Feature input in inputs)
        {
            if (FeatureSet.IsLong((int)input))
                return true;
        }

        return false;
    }

    private static VectorCollector Collect(Recording recording, CancellationToken cancellation)
    {
        var collector = new VectorCollector();
        ReplayRun.Observe(recording, EngineModels.None, collector, collector.Attach, cancellation);
        return collector;
    }

    private static TrainingRows Rows(IReadOnlyList<float[]> vectors, ReadOnlySpan<Feature> inputs)
    {
        var values = new float[vectors.Count * inputs.Length];
        for (int i = 0; i < vectors.Count; i++)
        {
            for (int j = 0; j < inputs.Length; j++)
                values[(i * inputs.Length) + j] = vectors[i][(int)inputs[j]];
        }

        return new TrainingRows(inputs.Length, values);
    }

    // Spread over the whole recording; what the trainer's own arithmetic gives, so that loading compares two calculations.
    private static GoldenVector[] Golden(TrainingRows rows, int outputs, ScoreRule evaluate)
    {
        var golden = new GoldenVector[GoldenCount];
        for (int i = 0; i < GoldenCount; i++)
        {
            float[] input = rows[(int)((long)i * (rows.Count - 1) / (GoldenCount - 1))].ToArray();
            var output = new float[outputs];
            evaluate(input, output);
            golden[i] = new GoldenVector(input, output);
        }

        return golden;
    }

    private static ModelManifest Manifest(
        string name, ModelKind kind, ReadOnlySpan<Feature> inputs, int outputs, string[] outputNames, string[] data, int seed, SortedDictionary<string, double> scores)
    {
        var names = new string[inputs.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = FeatureSet.Names[(int)inputs[i]];
        return new ModelManifest
        {
            Name = name,
            Kind = kind,
            Version = "1",
            FeatureSet = EngineModels.Features.Set,
            FeatureHash = EngineModels.Features.Hash,
            Inputs = names,
            InputShape = [1, inputs.Length],
            OutputShape = [1, outputs],
            Outputs = outputNames,
            Cadence = EngineModels.Cadence,
            TrainedOn = new ModelOrigin(
                $"Imitates the {name} rule on the earlier four fifths of the recordings' decision frames and on mixtures of these; scores are of the latest fifth, in basis points; the file answers in percent of the price. "
                + "No claim about profit.",
                data),
            Seed = seed,
            Scores = scores,
        };
    }
}
