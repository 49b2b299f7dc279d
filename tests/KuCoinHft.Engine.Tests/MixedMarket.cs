using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests;

/// <summary>Frames of every kind by seed, made without allocating: books with gaps and crossings, snapshots, decisions, answers, fills and faults.</summary>
internal sealed class MixedMarket(int seed)
{
    public const int Symbols = 3;
    public const int ChangesMax = 8;
    private readonly Random _random = new(seed);
    private readonly SymbolMarket[] _symbols = new SymbolMarket[Symbols];
    private long _nowNs = Nanos.PerSecond;

    /// <summary>Makes the next frame.</summary>
    public void Next(ref HotEvent made)
    {
        _nowNs += _random.Next(0, 2_000_000);
        made = default;
        made.NowNs = _nowNs;
        made.Update.SymbolId = (short)_random.Next(Symbols);
        made.Vector.SymbolId = made.Update.SymbolId;
        ref SymbolMarket symbol = ref _symbols[made.Update.SymbolId];
        int kind = _random.Next(100);
        if (symbol.SnapshotPart > 0)
            MakePart(ref symbol, ref made);
        else if (kind < 50)
            MakeIncrement(ref symbol, ref made);
        else if (kind < 52)
            symbol.SnapshotPart = 1;
        else if (kind < 75)
            MakeTimer(ref made);
        else if (kind < 95 && symbol.OrderKey != 0)
            MakePush(ref symbol, ref made);
        else
            made.Update.Kind = _random.Next(2) == 0 ? UpdateKind.Ticker : UpdateKind.Ignored;
    }

    /// <summary>Takes notice of an order, so that pushes about it can follow.</summary>
    public void OnIntent(in OrderIntent intent)
    {
        if (intent.IsOrder == 0)
            return;
        ref SymbolMarket symbol = ref _symbols[intent.SymbolId];
        symbol.OrderKey = intent.OrderKey;
        symbol.Side = intent.Side;
        symbol.PriceTicks = intent.PriceTicks;
        symbol.RestLots = intent.SizeLots;
        symbol.FilledLots = 0;
        symbol.Step = 0;
        // One in twelve never reaches the exchange.
        symbol.MissingAnswers = _random.Next(12) == 0 ? TradeCodes.MissingAnswersMin : 0;
    }

    private void MakeIncrement(ref SymbolMarket symbol, ref HotEvent made)
    {
        // Now and then one is lost on the way.
        if (_random.Next(200) == 0)
            symbol.Sequence++;
        int count = _random.Next(0, 4);
        made.Update.Kind = UpdateKind.Level2;
        made.Update.SequenceStart = symbol.Sequence + 1;
        for (int i = 0; i < count; i++)
        {
            ref BookLevelChange change = ref made.Changes[i];
            change.Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
            // Once in a while the sides cross.
            int distance = _random.Next(500) == 0 ? -30 : _random.Next(1, 40);
            change.PriceTicks = 10_000 + (change.Side == Side.Buy ? -distance : distance);
            change.SizeLots = _random.Next(3) == 0 ? 0 : _random.Next(1, 100);
            change.Sequence = ++symbol.Sequence;
        }

        made.Update.ChangeCount = count;
        made.Update.SequenceEnd = symbol.Sequence;
    }

    private void MakePart(ref SymbolMarket symbol, ref HotEvent made)
    {
        // A part in ten is lost, and the rest come in vain.
        if (_random.Next(10) == 0)
            symbol.SnapshotPart++;
        if (symbol.SnapshotPart == 1)
            symbol.SnapshotSequence = symbol.Sequence;
        made.Update.Kind = UpdateKind.SnapshotPart;
        made.Update.SequenceStart = made.Update.SequenceEnd = symbol.SnapshotSequence;
        made.Update.Part = symbol.SnapshotPart;
        made.Update.Parts = 3;
        made.Update.ChangeCount = ChangesMax;
        for (int i = 0; i < ChangesMax; i++)
        {
            int distance = (symbol.SnapshotPart * ChangesMax) + i + 1;
            Side side = i % 2 == 0 ? Side.Buy : Side.Sell;
            made.Changes[i] = new BookLevelChange { Side = side, PriceTicks = 10_000 + (side == Side.Buy ? -distance : distance), SizeLots = 10 };
        }

        symbol.SnapshotPart = (short)(symbol.SnapshotPart >= 3 ? 0 : symbol.SnapshotPart + 1);
    }

    private void MakeTimer(ref HotEvent made)
    {
        made.Update.Kind = UpdateKind.Timer;
        made.Vector.State = _random.Next(10) switch { 0 => FeatureState.Stale, 1 => FeatureState.Warming, _ => FeatureState.Ready };
        for (int i = 0; i < 20; i++)
            made.Vector.Values[i] = _random.NextSingle();
        if (_random.Next(30) == 0)
            made.Vector.Values[_random.Next(20)] = float.NaN;
    }

    private void MakePush(ref SymbolMarket symbol, ref HotEvent made)
    {
        ref Update update = ref made.Update;
        update.OrderKey = symbol.OrderKey;
        update.Side = symbol.Side;
        update.PriceTicks = symbol.PriceTicks;
        if (symbol.MissingAnswers > 0)
        {
            update.Kind = UpdateKind.Error;
            update.SymbolId = -1;
            update.Code = 126043;
            symbol.OrderKey = --symbol.MissingAnswers == 0 ? 0 : symbol.OrderKey;
            return;
        }

        if (symbol.Step++ == 0)
        {
            update.Kind = UpdateKind.OrderAnswer;
            update.SymbolId = -1;
            update.Code = _random.Next(10) switch { 0 => 126013, 1 => 408000, _ => TradeCodes.Success };
            return;
        }

        // Now and then it comes over REST.
        update.Kind = _random.Next(4) == 0 ? UpdateKind.OrderState : UpdateKind.Order;
        update.OrderEvent = symbol.Step == 2 || update.Kind == UpdateKind.OrderState ? OrderEvent.Open : OrderEvent.Match;
        if (symbol.Step > 2 && symbol.RestLots > 0)
        {
            update.MatchTicks = symbol.PriceTicks;
            update.MatchLots = _random.NextInt64(1, symbol.RestLots + 1);
            symbol.RestLots -= update.MatchLots;
            symbol.FilledLots += update.MatchLots;
        }

        if (symbol.Step > 2 && (symbol.RestLots == 0 || _random.Next(4) == 0))
        {
            update.OrderEvent = symbol.RestLots == 0 ? OrderEvent.Filled : OrderEvent.Canceled;
            // The key stays now and then, and late pushes follow.
            if (_random.Next(4) > 0)
                symbol.OrderKey = 0;
        }

        update.FilledLots = symbol.FilledLots;
    }

    private struct SymbolMarket
    {
        public long Sequence;
        public long SnapshotSequence;
        public short SnapshotPart;
        public long OrderKey;
        public Side Side;
        public long PriceTicks;
        public long RestLots;
        public long FilledLots;
        public int Step;
        public int MissingAnswers;
    }
}
