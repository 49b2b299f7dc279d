using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Backtest;

/// <summary>The pipeline trading on the embedded exchange in virtual time, journaled as a live session is.</summary>
/// <remarks>Deterministic. Its journal, replayed without the exchange, gives the same actions.</remarks>
public sealed class SimulatedSession : IDisposable
{
    private readonly InMemoryExchange _exchange;
    private readonly VirtualSession _session;
    private readonly IReadOnlyList<Instrument> _instruments;
    private bool _isBegun;

    /// <param name="openAfter">Market time that the exchange plays before the session begins; its candles are the session's history.</param>
    public SimulatedSession(
        Recording recording,
        EngineModels models,
        EngineSettings settings,
        IJournalSink frames,
        IJournalSink actions,
        AccountOptions? account = null,
        LatencyOptions? latency = null,
        IStage? observer = null,
        TimeSpan openAfter = default,
        FaultPlan? faults = null)
    {
        _exchange = new InMemoryExchange(recording, account ?? new AccountOptions(), latency ?? new LatencyOptions(), openAfter, faults: faults);
        var market = new ExchangeMarket(_exchange);
        Pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(recording.Instruments),
                Sources = [],
                Gateway = market,
                FrameJournal = frames,
                ActionJournal = actions,
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(recording.Instruments),
                Observer = observer,
            },
            settings);
        _instruments = recording.Instruments;
        _session = new VirtualSession(Pipeline, market, [.. recording.Instruments.Select(i => i.Symbol)], settings.TimerPeriodNs);
    }

    public Pipeline Pipeline { get; }

    /// <summary>How often each fault has struck, by its name in a table.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _exchange.FaultCounts;

    /// <summary>The account at the exchange.</summary>
    public Statement Statement => _exchange.Statement();

    /// <summary>Runs to the end of the recording, or for so many messages.</summary>
    public void Run(long messagesMax = long.MaxValue, CancellationToken cancellation = default)
    {
        if (!_isBegun)
            AskForCandles();
        _session.Run(messagesMax, cancellation);
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _exchange.Dispose();
    }

    private void AskForCandles()
    {
        _isBegun = true;
        foreach (Instrument instrument in _instruments)
        {
            IReadOnlyList<byte[]> rows = RestRows.Candles(_exchange.Candles(instrument.Id), instrument.Symbol, "1min");
            if (rows.Count > 0)
                _session.Publish(rows, _exchange.NowNs);
        }
    }
}
