using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Features;

/// <summary>Path: stage 4, once for every event and once for every decision frame.</summary>
/// <remarks>
/// Input: the first 8192 frames of binance-2024 (BTC-USDT and ETH-USDT, about half a minute) with their books. Events are all of them but the decision frames; time
/// moves on from round to round, so that slots close as they do in a session. The vector is that of the last decision frame, pair features included.
/// Budget: 0 bytes; 100 ns an event, 5 microseconds a vector, of which there are ten a second and symbol.
/// A regression of the event slows every frame; one of the vector only decision frames, but the order waits for it.
/// </remarks>
public class FeatureEvents
{
    private const int FramesMeasured = 4096;
    private RecordedMarketFrames? _recorded;
    private long[] _events = [];
    private long _decision;
    private long _roundNs;

    [GlobalSetup]
    public void Setup()
    {
        _recorded = new RecordedMarketFrames(RecordingCatalog.Binance2024);
        _decision = _recorded.LastReadyVector();
        var events = new List<long>();
        for (long n = 0; n <= _recorded.Last && events.Count < FramesMeasured; n++)
        {
            if (_recorded.Updates[n].Kind is UpdateKind.Level2 or UpdateKind.Match or UpdateKind.Ticker)
                events.Add(n);
        }

        _events = [.. events];
        if (_events.Length != FramesMeasured)
            throw new InvalidDataException($"{_events.Length} events instead of {FramesMeasured}.");
        _roundNs = _recorded.Frames[_recorded.Last].ReceiveNs - _recorded.Frames[0].ReceiveNs + 1;
    }

    [GlobalCleanup]
    public void Cleanup() => _recorded?.Dispose();

    /// <summary>A book update, ticker or trade into the symbol's windows.</summary>
    [Benchmark(OperationsPerInvoke = FramesMeasured)]
    public void Event()
    {
        RecordedMarketFrames recorded = _recorded!;
        foreach (long n in _events)
        {
            recorded.Frames[n].ReceiveNs += _roundNs;
            recorded.Features.OnFrame(n);
        }
    }

    /// <summary>All features of one symbol and its partner.</summary>
    [Benchmark]
    public FeatureState Vector()
    {
        _recorded!.Features.OnFrame(_decision);
        return _recorded.Vectors[_decision].State;
    }
}
