using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>The generator on a thread of this process.</summary>
internal sealed class MemorySession : LoadSession
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private readonly MemoryWire _wire;
    private readonly LoadGenerator _generator;
    private readonly Thread _thread;
    private Exception? _fault;
    private bool _isStarted;

    public MemorySession(LoadPlan plan, PlanClock clock, int stallMs)
    {
        _wire = new MemoryWire(plan, clock);
        _generator = new LoadGenerator(plan, _wire, stallMs);
        _thread = new Thread(Generate) { IsBackground = true, Name = "load-generator" };
    }

    public override IFrameSource Market => _wire.Market;

    public override int OpeningFrames => 1;

    public override IFrameSource[] Answers => [_wire.Answers];

    public override IOrderGateway Gateway => _wire;

    public override string? Fault => Volatile.Read(ref _fault) is { } fault ? $"The load generator stopped: {fault.Message}" : null;

    public override void Flood()
    {
        _isStarted = true;
        _thread.Start();
    }

    public override void Start(long startNs) => _generator.Start(startNs);

    public override LoadResult Stop()
    {
        _generator.Stop();
        if (!_thread.Join(StopTimeout))
            throw new TimeoutException($"The load generator did not stop within {StopTimeout.TotalSeconds} s.");
        return _generator.Result();
    }

    public override void Dispose()
    {
        _generator.Stop();
        if (!_isStarted || _thread.Join(StopTimeout))
            _wire.Dispose();
    }

    private void Generate()
    {
        try
        {
            _generator.Flood();
            _generator.Play();
        }
        catch (Exception e)
        {
            Volatile.Write(ref _fault, e);
        }
    }
}
