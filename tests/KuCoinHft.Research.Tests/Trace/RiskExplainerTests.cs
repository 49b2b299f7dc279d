using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Tests.Risk;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Research.Tests.Trace;

/// <summary>Random limits, books, fills and pauses: the explanation of every wanted order comes to what the gate said.</summary>
public sealed class RiskExplainerTests
{
    private const int Symbols = 4;

    [Fact]
    public void It_agrees_with_the_gate_on_random_sessions_and_meets_every_reason()
    {
        var reasons = new Dictionary<RejectReason, int>();
        for (int seed = 1; seed <= 60; seed++)
            Play(seed, reasons);

        Assert.All(Enum.GetValues<RejectReason>(), reason => Assert.True(reasons.GetValueOrDefault(reason) > 20, $"{reason}: {reasons.GetValueOrDefault(reason)}"));
    }

    private static void Play(int seed, Dictionary<RejectReason, int> reasons)
    {
        var random = new Random(seed);
        RiskLimits limits = Limits(random);
        Instrument[] instruments = [.. Enumerable.Range(0, Symbols).Select(id => Instrument(id, random))];
        using var rig = new RiskRig(limits, instruments);
        var books = new (long Bid, long Ask, bool IsLive)[Symbols];
        Array.Fill(books, (RiskRig.Bid, RiskRig.Ask, true));
        var open = new OrderIntent?[Symbols];
        for (int step = 0; step < 400; step++)
        {
            rig.NowNs += random.Next(4) == 0 ? random.Next(2_000_000_000) : random.Next(50_000_000);
            short symbol = (short)random.Next(Symbols);
            if (random.Next(3) == 0)
            {
                long bid = 10_000 + random.Next(-300, 300);
                books[symbol] = (bid, bid + random.Next(1, random.Next(8) == 0 ? 200 : 5), random.Next(10) > 0);
                rig.Quote(books[symbol].Bid, books[symbol].Ask, books[symbol].IsLive, symbol);
            }
            else if (open[symbol] is { } order && random.Next(2) == 0)
            {
                rig.Push(order, random.Next(2) == 0 ? OrderEvent.Canceled : OrderEvent.Filled, order.SizeLots);
                open[symbol] = null;
            }
            else
            {
                Want(rig, limits, random.Next(-2, 3), symbol, books[symbol], $"seed {seed} step {step}", open, reasons);
            }
        }
    }

    private static void Want(
        RiskRig rig, RiskLimits limits, int halves, short symbol, (long Bid, long Ask, bool IsLive) book, string where, OrderIntent?[] open, Dictionary<RejectReason, int> reasons)
    {
        var before = new RiskBefore(rig.Handler, symbol, rig.NowNs);
        OrderIntent intent = rig.Want(halves, symbol);
        if (intent.IsOrder == 0 && intent.Reject == RejectReason.None)
            return;
        var top = new TopOfBook { SymbolId = symbol, Flags = BookFlags.Present | (book.IsLive ? BookFlags.Live : BookFlags.None) };
        top.Bids[0] = new Level { PriceTicks = book.Bid, SizeLots = 1 };
        top.Asks[0] = new Level { PriceTicks = book.Ask, SizeLots = 1 };

        (IReadOnlyList<CheckReport> checks, RejectReason reason) = RiskExplainer.Explain(limits, rig.Instruments[symbol], before, in top, in intent);

        Assert.True(intent.Reject == reason, $"{where}: the gate says {intent.Reject}, the explanation {reason}");
        // The gate asks in this order, so all before the failing one have passed.
        Assert.All(checks.TakeWhile(check => check.Reason != reason), check => Assert.NotEqual(CheckOutcome.Failed, check.Outcome));
        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        if (intent.IsOrder != 0)
            open[symbol] = intent;
    }

    // Full positions are about 10 000 lots, worth 100.
    private static Instrument Instrument(int id, Random random) => RiskRig.Instrument(id) with
    {
        IsMarginEnabled = random.Next(10) > 0,
        SizeLotsMin = random.Next(4) == 0 ? 7_000 : 1,
        FundsQuoteMin = random.Next(4) == 0 ? 60 * Quote.One : 0,
    };

    private static RiskLimits Limits(Random random) => new(
        TradingEnabled: random.Next(10) > 0,
        PositionQuoteTarget: 100 * Quote.One,
        PositionQuoteMax: random.Next(90, 130) * Quote.One,
        NotionalQuoteMax: random.Next(150, 500) * Quote.One,
        OrdersPerSecondMax: random.Next(1, 6),
        CollarBps: random.Next(5, 60),
        StaleNs: Nanos.PerSecond * random.Next(1, 4),
        LossQuoteMax: random.Next(3) == 0 ? Quote.One : 1_000 * Quote.One,
        IsEntryPassive: random.Next(2) == 0,
        OpenOrdersMax: random.Next(1, 6));
}
