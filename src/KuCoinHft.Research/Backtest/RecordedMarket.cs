using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Research.Backtest;

/// <summary>A recording alone: its frames as they were, its snapshots when they came, and no exchange to trade on.</summary>
/// <remarks>
/// A snapshot that the engine asks for after the recorded one, because a line is missing, is answered from the book that the recording itself
/// gives: it holds everything that was recorded, and lacks what was dropped.
/// </remarks>
public sealed class RecordedMarket : IVirtualMarket, IDisposable
{
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly IEnumerator<RecordedEvent> _events;
    private readonly ExchangeCore _mirror;
    private readonly Queue<int> _asked = [];
    private long _nowNs;

    public RecordedMarket(Recording recording)
    {
        _instruments = recording.Instruments;
        _events = recording.Read().GetEnumerator();
        _mirror = new ExchangeCore(recording.Instruments, new AccountOptions());
    }

    public bool TryNext(out MarketMessage message)
    {
        while (_asked.TryDequeue(out int symbolId))
        {
            // Null: the recorded snapshot is still to come, and will be the answer.
            if (_mirror.Snapshot(_instruments[symbolId].Symbol) is not { } body)
                continue;
            message = new MarketMessage(_nowNs, FrameSource.Rest, symbolId, body);
            return true;
        }

        if (!_events.MoveNext())
        {
            message = default;
            return false;
        }

        RecordedEvent recorded = _events.Current;
        _nowNs = recorded.ReceiveNs;
        _mirror.Feed(in recorded);
        int snapshotOf = recorded.Kind == RecordedKind.Snapshot ? IdOf(recorded.Symbol!) : -1;
        // The mirror passes public frames on to whoever listens; here the recording itself does.
        while (_mirror.TryTakePush(out _))
        {
        }

        message = new MarketMessage(_nowNs, snapshotOf < 0 ? FrameSource.Feed : FrameSource.Rest, snapshotOf, recorded.Json);
        return true;
    }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (action.Kind == ActionKind.RequestSnapshot)
            _asked.Enqueue(action.SymbolId);
        return true;
    }

    public void Dispose() => _events.Dispose();

    private int IdOf(string symbol)
    {
        for (int i = 0; i < _instruments.Count; i++)
        {
            if (_instruments[i].Symbol == symbol)
                return i;
        }

        throw new InvalidDataException($"The recording has a snapshot of {symbol}, which is not among its instruments.");
    }
}
