using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests.Risk;

/// <summary>Random targets, prices, fills and faults: what is sent keeps every limit, whatever came before.</summary>
public sealed class RiskPropertyTests
{
    private const int Symbols = 4;

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, bool>();
            for (int seed = 1; seed <= 20; seed++)
                seeds.Add(seed, seed % 2 == 0);
            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_order_takes_a_position_or_their_sum_beyond_its_limit(int seed, bool isPassive)
    {
        var random = new Random(seed);
        var limits = new RiskLimits(
            PositionQuoteTarget: 1_000 * Quote.One,
            PositionQuoteMax: 1_100 * Quote.One,
            NotionalQuoteMax: 2_500 * Quote.One,
            OrdersPerSecondMax: 1000,
            LossQuoteMax: 1_000_000 * Quote.One,
            IsEntryPassive: isPassive);
        using var rig = new RiskRig(limits, [.. Enumerable.Range(0, Symbols).Select(RiskRig.Instrument)]);
        var middles = new long[Symbols];
        Array.Fill(middles, 10_000);
        var truth = new long[Symbols];
        var open = new Order?[Symbols];
        int passed = 0;
        for (int step = 0; step < 3000; step++)
        {
            rig.NowNs += random.Next(1, 1_000_000_000);
            short symbol = (short)random.Next(Symbols);
            switch (random.Next(4))
            {
                case 0:
                    middles[symbol] += random.Next(-20, 21);
                    rig.Quote(middles[symbol] - 1, middles[symbol] + 1, symbolId: symbol);
                    break;
                case 1:
                    PushSome(rig, random, ref open[symbol], ref truth[symbol]);
                    break;
                default:
                    rig.Quote(middles[symbol] - 1, middles[symbol] + 1, symbolId: symbol);
                    OrderIntent intent = rig.Want(random.Next(-2, 3), symbol);
                    if (intent.IsOrder == 0)
                        break;
                    Assert.True(open[symbol] is null, $"seed {seed} step {step}: two orders of one symbol");
                    open[symbol] = new Order(intent);
                    passed++;
                    AssertWithin(limits, rig, intent, open, truth, middles, $"seed {seed} step {step}");
                    break;
            }

            Assert.Equal(truth[symbol], rig.Position(symbol));
        }

        Assert.True(passed > 100, $"seed {seed}: {passed} orders");
        Assert.True(rig.Handler.Rejects[(int)RejectReason.NotionalLimit] > 0, $"seed {seed}: the sum was at its limit");
    }

    // The worst that all open orders could make of it, at the present middles.
    private static void AssertWithin(RiskLimits limits, RiskRig rig, OrderIntent intent, Order?[] open, long[] truth, long[] middles, string where)
    {
        Instrument instrument = rig.Instruments[intent.SymbolId];
        if (Math.Sign(truth[intent.SymbolId]) == (intent.Side == Side.Buy ? -1 : 1))
        {
            Assert.True(intent.SizeLots <= Math.Abs(truth[intent.SymbolId]), $"{where}: a reduction never turns the position round");
            return;
        }

        long after = Math.Abs(truth[intent.SymbolId]) + intent.SizeLots;
        Assert.True(instrument.FundsQuote(middles[intent.SymbolId], after) <= limits.PositionQuoteMax, where);
        long sum = 0;
        for (int symbol = 0; symbol < Symbols; symbol++)
        {
            long lots = Math.Abs(truth[symbol]);
            if (open[symbol] is { } order && (truth[symbol] == 0 || order.Intent.Side == Side.Buy == truth[symbol] > 0))
                lots += order.Intent.SizeLots - order.FilledLots;
            sum += instrument.FundsQuote(middles[symbol], lots);
        }

        Assert.True(sum <= limits.NotionalQuoteMax, $"{where}: {sum}");
    }

    // Fills in pieces, some pushes twice, some lost; the end always comes.
    private static void PushSome(RiskRig rig, Random random, ref Order? open, ref long truth)
    {
        if (open is not { } order)
            return;
        OrderIntent intent = order.Intent;
        int sign = intent.Side == Side.Buy ? 1 : -1;
        long rest = intent.SizeLots - order.FilledLots;
        if (rest > 0 && random.Next(3) > 0)
        {
            long lots = random.NextInt64(1, rest + 1);
            order.FilledLots += lots;
            int times = random.Next(1, 3);
            for (int i = 0; i < times; i++)
                rig.Push(intent, OrderEvent.Match, order.FilledLots, lots);
            truth += sign * lots;
            return;
        }

        // One more fill whose push gets lost.
        long lost = rest > 0 && random.Next(2) == 0 ? random.NextInt64(1, rest + 1) : 0;
        order.FilledLots += lost;
        truth += sign * lost;
        rig.Push(intent, order.FilledLots == intent.SizeLots ? OrderEvent.Filled : OrderEvent.Canceled, order.FilledLots);
        open = null;
    }

    private sealed class Order(OrderIntent intent)
    {
        public OrderIntent Intent => intent;

        public long FilledLots { get; set; }
    }
}
