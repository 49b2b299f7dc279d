using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Models;

/// <summary>What the models said at every decision frame that had a ready vector, and what came of it.</summary>
internal sealed class PredictionLog : IStage
{
    private Pipeline? _pipeline;

    public List<(long Sequence, Prediction Prediction, Decision Decision)> Entries { get; } = [];

    /// <summary>Runs a recording with these models, trading off: the frames do not depend on the decisions.</summary>
    public static PredictionLog Of(Recording recording, EngineModels models)
    {
        var log = new PredictionLog();
        ReplayRun.Observe(recording, models, log, pipeline => log._pipeline = pipeline, TestContext.Current.CancellationToken);
        return log;
    }

    public void OnFrame(long n)
    {
        if (_pipeline!.Vectors[n].State == FeatureState.Ready)
            Entries.Add((n, _pipeline.Predictions[n], _pipeline.Decisions[n]));
    }

    /// <summary>An agent's Q-values, bit for bit.</summary>
    public static int[] QBits(in Prediction prediction, int agent)
    {
        var bits = new int[Limits.Targets];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(prediction.Q[(agent * Limits.Targets) + i]);
        return bits;
    }
}
