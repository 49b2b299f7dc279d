using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Tests.Matching;

/// <summary>Over the shipped recordings: resting orders at the touch get no more than what traded there.</summary>
public sealed class TouchVolumeTests
{
    private const int Makers = 4;
    private const int RestingMax = 150;

    [Theory]
    [InlineData(RecordingCatalog.KuCoin2021, QueueKind.RiskAverse, null)]
    [InlineData(RecordingCatalog.KuCoin2021, QueueKind.Probabilistic, null)]
    [InlineData(RecordingCatalog.Binance2024, QueueKind.RiskAverse, null)]
    [InlineData(RecordingCatalog.Binance2024, QueueKind.Probabilistic, 5)]
    public void Fills_at_the_touch_never_exceed_what_traded_there(string name, QueueKind queue, int? seed)
    {
        Recording recording = RecordingCatalog.Open(name);
        var rules = new ExchangeRules { Matching = new MatchingOptions { Queue = queue, QueueSeed = (ulong?)seed } };
        var account = new AccountOptions { InitialTradeBalances = Rich(recording), RequestWeightMax = int.MaxValue };
        var core = new ExchangeCore(recording.Instruments, [.. Enumerable.Repeat(account, Makers)], rules);
        var books = new TouchBooks(recording.Instruments);
        (long orders, long touchFills, long wouldExceed, long nextOrderNs) = (0, 0, 0, 0);
        long everyNs = name == RecordingCatalog.KuCoin2021 ? 0 : 20_000_000;
        foreach (RecordedEvent e in recording.Read())
        {
            Print? print = books.Play(e);
            wouldExceed += print is { } trade && LotsWithoutQueues(core, trade) > trade.SizeLots ? 1 : 0;
            core.Feed(e);
            touchFills += CheckFills(core, print);
            if (e.ReceiveNs >= nextOrderNs)
            {
                nextOrderNs = e.ReceiveNs + everyNs;
                orders += Join(core, books, orders);
                Drain(core);
            }
        }

        Assert.True(orders > 500, $"{orders} orders are too few to show anything");
        // The negative control: were there no queues and did every order see each trade whole, the bound would break.
        Assert.True(wouldExceed > 0, "no trade met orders of ours that could have got more than it");

        // KuCoin's half minute has 18 trades, none of which gets through a queue to us.
        Assert.True(name == RecordingCatalog.KuCoin2021 || touchFills > 100, $"{touchFills} fills at the touch are too few to show anything");
    }

    private static long LotsWithoutQueues(ExchangeCore core, Print print)
    {
        RestingOrders resting = core.Matcher.Resting(print.Instrument.Id, print.TakerSide == Side.Buy ? Side.Sell : Side.Buy);
        long lots = 0;
        for (int i = resting.FirstAt(print.PriceTicks); i < resting.Count && resting[i].Ticket.PriceTicks == print.PriceTicks; i++)
            lots += Math.Min(resting[i].RemainLots, print.SizeLots);
        return lots;
    }

    // Fills that an event causes at the price of its trade are at the touch: all of them together against the trade's size.
    private static int CheckFills(ExchangeCore core, Print? print)
    {
        (long lots, int count) = (0, 0);
        while (core.TryTakePush(out Push push))
        {
            if (push.Topic != PushWriter.OrdersTopic)
                continue;
            JsonElement data = Desk.Json(push.Json).GetProperty("data");
            if (Desk.Text(data, "type") != "match" || print is not { } p || Desk.Text(data, "symbol") != p.Instrument.Symbol || Units(data, "matchPrice", p.Instrument.PriceDecimals) != p.PriceTicks)
                continue;
            Assert.Equal("maker", Desk.Text(data, "liquidity"));
            Assert.Equal(p.TakerSide == Side.Buy ? "sell" : "buy", Desk.Text(data, "side"));
            lots += Units(data, "matchSize", p.Instrument.SizeDecimals);
            count++;
        }

        if (print is { } traded)
            Assert.True(lots <= traded.SizeLots, $"{lots} lots were filled by a trade of {traded.SizeLots} at {traded.PriceTicks} of {traded.Instrument.Symbol}");
        return count;
    }

    // The accounts take turns and join the best level wherever they are not in it yet; the oldest orders make room, so that every level near the touch has some of all ages.
    private static int Join(ExchangeCore core, TouchBooks books, long number)
    {
        int placed = 0;
        ExchangeAccount account = core.Accounts[(int)(number % Makers)];
        foreach (Instrument instrument in core.Instruments)
        {
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            {
                if (books.Best(instrument.Id, side) is not { } bestTicks)
                    continue;
                List<Order> old = core.Queries.Active(account, new OrderFilter { Symbol = instrument.Symbol, Side = side });
                if (old.Exists(x => x.Ticket.PriceTicks == bestTicks))
                    continue;
                if (old.Count >= RestingMax / 2)
                    core.Matcher.Cancel(old[^1], core.NowNs);
                long lots = Math.Max(instrument.SizeLotsMin, instrument.LotsFor(5_000_000_000, bestTicks));
                string body = $$"""{"clientOid":"o-{{number}}-{{instrument.Id}}-{{side}}","symbol":"{{instrument.Symbol}}","side":"{{(side == Side.Buy ? "buy" : "sell")}}","price":"{{Dec(bestTicks, instrument.PriceDecimals)}}","size":"{{Dec(lots, instrument.SizeDecimals)}}","postOnly":true}""";
                placed += core.Orders.Place(account, Desk.Json(Encoding.UTF8.GetBytes(body)), isMargin: false, core.NowNs, out _, out _) is null ? 1 : 0;
            }
        }

        return placed;
    }

    private static void Drain(ExchangeCore core)
    {
        while (core.TryTakePush(out _))
        {
        }
    }

    private static Dictionary<string, decimal> Rich(Recording recording) =>
        recording.Instruments.SelectMany(x => new[] { x.BaseCurrency, x.QuoteCurrency }).Distinct().ToDictionary(x => x, _ => 1_000_000m);

    private static string Dec(long value, int decimals) => DecimalText.Format(value, decimals);

    private static long Units(JsonElement data, string name, int decimals)
    {
        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(Desk.Text(data, name)!), decimals, out long units));
        return units;
    }

    private readonly record struct Print(Instrument Instrument, Side TakerSide, long PriceTicks, long SizeLots);

    // The recorded books beside those of the exchange: what our orders took does not change them.
    private sealed class TouchBooks(IReadOnlyList<Instrument> instruments)
    {
        private readonly Dictionary<string, Instrument> _instruments = instruments.ToDictionary(x => x.Symbol);
        private readonly MarketBook[] _books = [.. instruments.Select(x => new MarketBook(x))];
        private readonly MarketFrame _frame = new();

        public Print? Play(in RecordedEvent e)
        {
            if (e.Kind == RecordedKind.Snapshot)
            {
                _books[_instruments[e.Symbol!].Id].Load(e.Json.Span, _frame, _instruments);
                return null;
            }

            if (!_frame.Read(e.Json.Span, _instruments) || _frame.Instrument is not { } instrument)
                return null;
            if (_frame.Kind == MarketFrameKind.Match)
                return new Print(instrument, _frame.TakerSide, _frame.PriceTicks, _frame.SizeLots);
            if (_frame.Kind == MarketFrameKind.Level2 && _books[instrument.Id].IsReady)
                _books[instrument.Id].Apply(_frame);
            else if (_frame.Kind == MarketFrameKind.Level2)
                _books[instrument.Id].Wait(e.Json);
            return null;
        }

        public long? Best(int symbolId, Side side) => _books[symbolId].IsReady && _books[symbolId][side].Count > 0 ? _books[symbolId][side].BestTicks : null;
    }
}
