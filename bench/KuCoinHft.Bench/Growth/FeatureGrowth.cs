using System.Diagnostics;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Bench.Inference;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Growth;

/// <summary>Path: stage 4's vector with every feature computed once and twice, and stage 5's compiled network with 32 and 64 inputs.</summary>
/// <remarks>
/// Input: the windows of BTC and ETH of binance-2024's first 8,192 frames, long features left out (they need an hour of bars). Twice is every group of features written a second
/// time into a vector of its own: a set of twice as many that reads the same windows. A new feature that scans a window costs its scan; one of the same kind that shares a scan costs less.
/// The network is n-128-128-5 with weights of chance and another input every run; twice the inputs doubles the first of three layers, n x 128 of n x 128 + 16,384 + 640 products. A
/// vector has room for 72 floats, so that 32 and 64 stand for twice.
/// </remarks>
internal sealed class FeatureGrowth : IDisposable
{
    private const int RunsPerRound = 2000;
    private const int InputVariants = 256;
    private readonly SymbolWindow[] _windows = [new(), new()];
    private readonly float[] _values = new float[FeatureSet.Count];
    private readonly float[] _again = new float[FeatureSet.Count];
    private readonly long _nowNs;
    private readonly ModelSlot[] _networks = [MadeModel.Plain(32), MadeModel.Plain(64)];

    public FeatureGrowth()
    {
        using var recorded = new RecordedMarketFrames(RecordingCatalog.Binance2024);
        for (long n = 0; n <= recorded.Last; n++)
        {
            ref TopOfBook top = ref recorded.Tops[n];
            if ((top.Flags & BookFlags.Present) == 0)
                continue;
            SymbolWindow window = _windows[top.SymbolId];
            _nowNs = recorded.Frames[n].ReceiveNs;
            window.Roll(_nowNs);
            window.OnTop(in top, _nowNs);
            ref Update update = ref recorded.Updates[n];
            if (update.Kind == UpdateKind.Match)
                window.OnTrade(update.Side, update.PriceTicks, update.SizeLots, _nowNs);
        }

        if (!Array.TrueForAll(_windows, window => window.Usable))
            throw new InvalidDataException("A window is not usable.");
        foreach (SymbolWindow window in _windows)
            window.Roll(_nowNs);
    }

    public GrowthRow[] MeasureVector(int rounds) => Measure(rounds, [($"{FeatureSet.LongFirst}", () => WriteVectors(1)), ($"{2 * FeatureSet.LongFirst}", () => WriteVectors(2))]);

    public GrowthRow[] MeasureNetwork(int rounds) => Measure(rounds, [.. _networks.Select(slot => ($"{slot.Serving!.InputCount}", (Action)(() => RunNetwork(slot.Serving!))))]);

    public void Dispose()
    {
        foreach (ModelSlot slot in _networks)
        {
            (slot.Serving as IDisposable)?.Dispose();
            slot.Model?.Dispose();
        }
    }

    private static GrowthRow[] Measure(int rounds, (string Size, Action Round)[] sizes)
    {
        GrowthRow[] rows = [.. sizes.Select(size => new GrowthRow(size.Size, rounds))];
        // The first five compile and are thrown away.
        for (int round = -5; round < rounds; round++)
        {
            for (int i = 0; i < sizes.Length; i++)
            {
                long startedAt = Stopwatch.GetTimestamp();
                sizes[i].Round();
                if (round >= 0)
                    rows[i].Rounds[round] = Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds / RunsPerRound;
            }
        }

        return rows;
    }

    private void WriteVectors(int times)
    {
        for (int run = 0; run < RunsPerRound; run++)
        {
            Write(_values);
            for (int again = 1; again < times; again++)
                Write(_again);
        }
    }

    private void Write(Span<float> values)
    {
        BookFeatures.Write(_windows[0], values);
        var sums = new WindowSums(_windows[0]);
        double volatilityUnit = PriceFeatures.Write(_windows[0], in sums, values);
        FlowFeatures.Write(_windows[0], in sums, _nowNs, volatilityUnit, values);
        PairFeatures.Write(_windows[0], _windows[1], values);
    }

    private static void RunNetwork(IModel network)
    {
        var random = new Random(1);
        Span<float> output = stackalloc float[8];
        Span<float> inputs = new float[InputVariants + network.InputCount];
        foreach (ref float input in inputs)
            input = (random.NextSingle() * 2) - 1;
        for (int run = 0; run < RunsPerRound; run++)
            network.Run(inputs.Slice(run % InputVariants, network.InputCount), output);
    }
}
