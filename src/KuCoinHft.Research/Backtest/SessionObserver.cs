using System.Buffers.Binary;
using System.Security.Cryptography;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Backtest;

/// <summary>Watches a session for its report: every decision into one hash, every ticker against the book at its sequence.</summary>
/// <remarks>Cold: it allocates, so it is for replay and tests.</remarks>
public sealed class SessionObserver : IStage, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<(short Symbol, long Sequence), Best> _bests = [];
    private readonly List<(short Symbol, long Sequence, Best Best)> _tickers = [];
    private readonly byte[] _decisionBytes = new byte[16];
    private Pipeline? _pipeline;

    /// <summary>Decision frames.</summary>
    public long DecisionCount { get; private set; }

    /// <summary>Tells which pipeline to observe; the pipeline takes the observer at construction, so it comes after.</summary>
    public void Attach(Pipeline pipeline) => _pipeline = pipeline;

    public void OnFrame(long n)
    {
        OnFrame(in _pipeline!.Updates[n], in _pipeline.Tops[n]);
        if (_pipeline.Decisions[n].IsDecision)
            OnDecision(n, in _pipeline.Decisions[n]);
    }

    /// <summary>SHA-256 over all decisions: sequence, symbol, agent, target, reason.</summary>
    public string DecisionHash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Tickers whose sequence the book has had, and how many of them equal it in both prices and both sizes.</summary>
    public (long Compared, long Equal) Tickers()
    {
        long compared = 0;
        long equal = 0;
        foreach ((short symbol, long sequence, Best best) in _tickers)
        {
            if (!_bests.TryGetValue((symbol, sequence), out Best book))
                continue;
            compared++;
            equal += book == best ? 1 : 0;
        }

        return (compared, equal);
    }

    public void Dispose() => _hash.Dispose();

    private void OnFrame(in Update update, in TopOfBook top)
    {
        if (update.Kind == UpdateKind.Ticker)
        {
            _tickers.Add((update.SymbolId, update.SequenceEnd, new Best(update.BidTicks, update.BidLots, update.AskTicks, update.AskLots)));
        }
        else if (update.Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart && top.IsLive)
        {
            Level bid = top.Bids[0];
            Level ask = top.Asks[0];
            _bests[(top.SymbolId, top.Sequence)] = new Best(bid.PriceTicks, bid.SizeLots, ask.PriceTicks, ask.SizeLots);
        }
    }

    private void OnDecision(long n, in Decision decision)
    {
        DecisionCount++;
        BinaryPrimitives.WriteInt64LittleEndian(_decisionBytes, n);
        BinaryPrimitives.WriteInt16LittleEndian(_decisionBytes.AsSpan(8), decision.SymbolId);
        _decisionBytes[10] = (byte)decision.Agent;
        _decisionBytes[11] = (byte)decision.TargetHalves;
        _decisionBytes[12] = (byte)decision.Reason;
        _hash.AppendData(_decisionBytes);
    }

    private readonly record struct Best(long BidTicks, long BidLots, long AskTicks, long AskLots);
}
