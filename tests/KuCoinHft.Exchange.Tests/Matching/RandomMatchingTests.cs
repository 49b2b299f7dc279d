using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Matching;

/// <summary>Random orders of three accounts against a random market: what must hold whatever is asked.</summary>
public sealed class RandomMatchingTests
{
    private const int Accounts = 3;
    private const int Steps = 1500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Lots_are_conserved_and_every_life_is_one_of_kucoins(int seed)
    {
        Desk desk = Run(seed, _ => { });
        JsonElement[] orders = [.. desk.Orders.Where(x => Desk.Text(x, "orderType") != "stop")];
        Assert.True(orders.Length > 1000, $"seed {seed}: {orders.Length} pushes are too few");
        foreach (IGrouping<string?, JsonElement> life in orders.GroupBy(x => Desk.Text(x, "orderId")))
            CheckLife([.. life], seed);

        // What makers of ours gave to takers of ours both sides call by one trade, once each way.
        Dictionary<string, List<JsonElement>> trades = orders.Where(x => Desk.Text(x, "type") == "match").GroupBy(x => Desk.Text(x, "tradeId")!).ToDictionary(x => x.Key, x => x.ToList());
        Assert.All(trades.Values, sides => Assert.InRange(sides.Count, 1, 2));
        List<JsonElement>[] pairs = [.. trades.Values.Where(x => x.Count == 2)];
        Assert.True(pairs.Length > 20, $"seed {seed}: {pairs.Length} trades between accounts are too few");
        Assert.All(pairs, x => Assert.Equal(
            (Desk.Text(x[0], "matchPrice"), Desk.Text(x[0], "matchSize"), Desk.Text(x[0], "side") == "buy"),
            (Desk.Text(x[1], "matchPrice"), Desk.Text(x[1], "matchSize"), Desk.Text(x[1], "side") == "sell")));
        CheckEnd(desk, seed);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void No_order_is_passed_over_by_a_worse_or_a_later_one(int seed)
    {
        int seen = 0;
        Run(seed, desk => seen += CheckPriority(desk, seed));
        Assert.True(seen > 100, $"seed {seed}: {seen} fills of makers are too few");
    }

    [Theory]
    [InlineData(21, false)]
    [InlineData(22, true)]
    public void The_same_stream_gives_the_same_bytes_twice(int seed, bool withChance)
    {
        var options = new MatchingOptions { Queue = QueueKind.Probabilistic, QueueSeed = withChance ? 9 : null, ImpactRate = 0.002m };
        Assert.Equal(Digest(seed, options), Digest(seed, options));
        Assert.NotEqual(Digest(seed, options), Digest(seed + 100, options));
    }

    private static string Digest(int seed, MatchingOptions options) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Run(seed, _ => { }, options).Private.Select(x => x.Account + x.Message.GetRawText())))));

    // received, then trades, then open if it rests, then trades and reductions, then one end; sizes add up at every step.
    private static void CheckLife(JsonElement[] life, int seed)
    {
        string id = $"seed {seed}, order {Desk.Text(life[0], "clientOid")}";
        Assert.True(Desk.Text(life[0], "type") == "received", id);
        bool isByFunds = Desk.Text(life[0], "originFunds") is not null, isOpen = false;
        decimal filled = 0, reduced = 0, origin = isByFunds ? 0 : Number(life[0], "originSize");
        for (int i = 1; i < life.Length; i++)
        {
            JsonElement push = life[i];
            string type = Desk.Text(push, "type")!, status = Desk.Text(push, "status")!;
            bool isEnd = type is "filled" or "canceled";
            filled += type == "match" ? Number(push, "matchSize") : 0;
            reduced += type == "update" ? Number(push, "oldSize") - Number(push, "size") : 0;
            Assert.True(Number(push, "filledSize") == filled, id);
            Assert.True(!isEnd || i == life.Length - 1, id);
            Assert.True(type switch { "open" => !isOpen && status == "open", "match" or "update" => status == (isOpen ? "open" : "match"), _ => status == "done" }, $"{id}: {type} {status}");
            isOpen |= type == "open";
            if (isByFunds)
                continue;
            Assert.True(filled + Number(push, "remainSize") + Number(push, "canceledSize") == origin, id);
            Assert.True(Number(push, "size") == origin - reduced, id);
            Assert.True(type != "filled" || (Number(push, "remainSize") == 0 && Number(push, "canceledSize") == reduced), id);
        }

        if (Desk.Text(life[0], "clientOid")!.StartsWith("fok", StringComparison.Ordinal))
            Assert.True(filled == 0 || filled == origin, id);
        if (Desk.Text(life[0], "clientOid")!.StartsWith("ioc", StringComparison.Ordinal))
            Assert.True(!isOpen, id);
    }

    // Among visible orders of one side and price the older one is filled first; a better price before a worse one.
    private static int CheckPriority(Desk desk, int seed)
    {
        int seen = 0;
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            RestingOrders resting = desk.Core.Matcher.Resting(0, side);
            for (int i = 1; i < resting.Count; i++)
            {
                Order first = resting[i - 1], second = resting[i];
                long better = (first.Ticket.PriceTicks - second.Ticket.PriceTicks) * (side == Side.Buy ? 1 : -1);
                Assert.True(better > 0 || (better == 0 && (first.Number < second.Number || first.Ticket.Display == Display.Iceberg || second.Ticket.Display == Display.Iceberg)), $"seed {seed}: order of the book");
                bool isPlain = first.Ticket.Display != Display.Iceberg && second.Ticket.Display != Display.Iceberg;

                // A later order of the same price may stand behind fewer public lots only if it stands behind us.
                if (isPlain && better == 0 && second.FilledLots > 0)
                {
                    Assert.True(first.RemainLots == 0, $"seed {seed}: {second.Ticket.ClientOid} was filled before {first.Ticket.ClientOid}");
                }

                seen += first.FilledLots > 0 ? 1 : 0;
            }
        }

        return seen;
    }

    private static void CheckEnd(Desk desk, int seed)
    {
        foreach (ExchangeAccount account in desk.Core.Accounts)
        {
            foreach (Order order in desk.Core.Queries.Active(account, new OrderFilter()))
                desk.Core.Matcher.Cancel(order, desk.Core.NowNs);
            Assert.All(account.Ledger.Accounts, x => Assert.True(x.HoldUnits == 0, $"seed {seed}: {x.Currency} is still held though no order is left"));
            Assert.All(account.ActiveOrders, x => Assert.Equal(0, x));
        }

        // Between the accounts coins only change hands: what the markets of all got together is what the public market gave.
        Assert.True(desk.Core.Accounts.Sum(x => x.Ledger["BTC"].House.MarketUnits) == -PublicLots(desk), $"seed {seed}");
    }

    private static long PublicLots(Desk desk) => desk.Orders
        .Where(x => Desk.Text(x, "type") == "match").GroupBy(x => Desk.Text(x, "tradeId")).Where(x => x.Count() == 1)
        .Sum(x => (long)(Number(x.First(), "matchSize") * 100_000_000m) * (Desk.Text(x.First(), "side") == "buy" ? 1 : -1));

    private static Desk Run(int seed, Action<Desk> afterStep, MatchingOptions? options = null)
    {
        var random = new Random(seed);
        AccountOptions account = Desk.With(("BTC", 50m), ("USDT", 5000m)) with { RequestWeightMax = int.MaxValue };
        Desk desk = new Desk([.. Enumerable.Repeat(account, Accounts)], new ExchangeRules { Matching = options ?? new() }).Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2"));
        for (int i = 0; i < Steps; i++)
        {
            int who = random.Next(Accounts);
            switch (random.Next(10))
            {
                case 0:
                    desk.Cancel($"gtc-{random.Next(i + 1)}", who);
                    break;
                case 1:
                    Part(desk, random, who, i);
                    break;
                case 2:
                    Stop(desk, random, who, i);
                    break;
                case < 6:
                    desk.Play(tape => Market(tape, random));
                    break;
                default:
                    Order(desk, random, who, i);
                    break;
            }

            afterStep(desk);
        }

        return desk;
    }

    private static void Order(Desk desk, Random random, int who, int i)
    {
        string side = random.Next(2) == 0 ? "buy" : "sell", stp = random.Next(3) == 0 ? $",\"stp\":\"{new[] { "CN", "CO", "CB", "DC" }[random.Next(4)]}\"" : "";
        string size = (random.Next(1, 200) / 100m).ToString();
        string kind = new[] { "gtc", "gtc", "gtc", "gtt", "ioc", "fok", "market", "funds", "ice" }[random.Next(9)];
        string price = $"\"price\":\"{97m + (random.Next(60) / 10m)}\",\"size\":\"{size}\"";
        string fields = kind switch
        {
            "gtt" => price + $",\"timeInForce\":\"GTT\",\"cancelAfter\":{random.Next(1, 100)}",
            "ioc" => price + ",\"timeInForce\":\"IOC\"",
            "fok" => price + ",\"timeInForce\":\"FOK\"",
            "market" => $"\"type\":\"market\",\"size\":\"{size}\"",
            "funds" => $"\"type\":\"market\",\"funds\":\"{random.Next(1, 20000) / 100m}\"",
            "ice" => price + $",\"iceberg\":true,\"visibleSize\":\"{decimal.Round(decimal.Parse(size) / 4, 8)}\"",
            _ => price + $",\"postOnly\":{(random.Next(5) == 0 ? "true" : "false")},\"hidden\":{(random.Next(6) == 0 ? "true" : "false")}",
        };
        desk.Order($"\"side\":\"{side}\",{fields}{stp},\"autoBorrow\":{(random.Next(4) == 0 ? "true" : "false")}", $"{kind}-{i}", account: who);
    }

    private static void Part(Desk desk, Random random, int who, int i)
    {
        if (desk.Core.Accounts[who].ByClientOid.GetValueOrDefault($"gtc-{random.Next(i + 1)}") is not { } order)
            return;
        desk.Core.Orders.CancelPart(desk.Core.Accounts[who], Tape.Btc, order.Id, $"0.0{random.Next(1, 10)}", desk.Core.NowNs);
        desk.Play(_ => { });
    }

    private static void Stop(Desk desk, Random random, int who, int i)
    {
        string side = random.Next(2) == 0 ? "buy" : "sell", stop = random.Next(2) == 0 ? "loss" : "entry";
        string fields = $"\"side\":\"{side}\",\"price\":\"{97m + (random.Next(60) / 10m)}\",\"size\":\"0.5\",\"stop\":\"{stop}\",\"stopPrice\":\"{97m + (random.Next(60) / 10m)}\"";
        desk.Core.Orders.PlaceStop(desk.Core.Accounts[who], StopOrderTests.Body(fields, $"stop-{i}"), isMargin: true, desk.Core.NowNs, out _);
        desk.Play(_ => { });
    }

    private static void Market(Tape tape, Random random)
    {
        tape.After(random.NextInt64(2_000_000_000));
        string size = (random.Next(100) / 50m).ToString();
        switch (random.Next(3))
        {
            case 0: tape.Bid((98m + (random.Next(20) / 10m)).ToString(), size); break;
            case 1: tape.Ask((100m + (random.Next(20) / 10m)).ToString(), size); break;
            default: tape.Trade(random.Next(2) == 0 ? "buy" : "sell", (98m + (random.Next(40) / 10m)).ToString(), size == "0" ? "0.1" : size); break;
        }
    }

    private static decimal Number(JsonElement element, string name) => decimal.Parse(Desk.Text(element, name)!);
}
