using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>Whatever is traded, every coin is accounted for to the last 10^-8.</summary>
public sealed class ConservationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Random_trading_neither_makes_nor_loses_a_coin(int seed)
    {
        var random = new Random(seed);
        AccountOptions options = Desk.With(("USDT", 500m), ("BTC", 0.5m)) with { MakerFeeRate = 0.00123m, HourlyInterestRate = 0.0001234567m };
        Desk desk = new Desk(options).Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2").Book("9.9 10", "10.1 10", "ETH-USDT"));
        for (int i = 0; i < 400; i++)
        {
            if (random.Next(3) == 0)
                Trade(desk, random, i);
            else
                desk.Play(tape => Market(tape, random));
            foreach (CoinAccount account in desk.Core.Ledger.Accounts)
                AssertBalanced(desk, account, seed);
        }

        Assert.True(desk.Core.Statement().FillCount > 50, $"seed {seed}: too few fills to prove anything");
        Assert.True(desk.Core.Statement().InterestQuote > 0, $"seed {seed}: nothing was borrowed");
        AssertFillsExplainTheMarketAccount(desk, seed);
    }

    private static void Trade(Desk desk, Random random, int i)
    {
        if (random.Next(5) == 0)
        {
            desk.Cancel($"o-{random.Next(i + 1)}");
            return;
        }

        string symbol = random.Next(3) == 0 ? "ETH-USDT" : Tape.Btc;
        decimal price = symbol == Tape.Btc ? 97m + (random.Next(61) / 10m) : 9.7m + (random.Next(61) / 100m);
        decimal size = random.Next(1, 40_000_000) / (symbol == Tape.Btc ? 100_000_000m : 10_000_000m);
        string type = random.Next(6) == 0 ? "\"type\":\"market\"" : $"\"price\":\"{price}\",\"postOnly\":{(random.Next(4) == 0 ? "true" : "false")},\"timeInForce\":\"{(random.Next(3) == 0 ? "IOC" : "GTC")}\"";
        desk.Order($"\"side\":\"{(random.Next(2) == 0 ? "buy" : "sell")}\",{type},\"size\":\"{size}\",\"autoBorrow\":{(random.Next(2) == 0 ? "true" : "false")},\"autoRepay\":{(random.Next(2) == 0 ? "true" : "false")}", $"o-{i}", symbol);
    }

    private static void Market(Tape tape, Random random)
    {
        tape.After(random.NextInt64(400_000_000_000));
        string size = (random.Next(100_000_000) / 100_000_000m).ToString();
        switch (random.Next(4))
        {
            case 0: tape.Bid((98m + (random.Next(20) / 10m)).ToString(), size); break;
            case 1: tape.Ask((100m + (random.Next(20) / 10m)).ToString(), size); break;
            case 2: tape.Ask((10m + (random.Next(20) / 100m)).ToString(), size[..Math.Min(size.Length, 9)], "ETH-USDT"); break;
            default: tape.Trade(random.Next(2) == 0 ? "buy" : "sell", (98m + (random.Next(40) / 10m)).ToString(), size); break;
        }
    }

    private static void AssertBalanced(Desk desk, CoinAccount account, int seed)
    {
        Assert.True(account is { AvailableUnits: >= 0, HoldUnits: >= 0, PrincipalUnits: >= 0, InterestUnits: >= 0 }, $"seed {seed}: {desk.Coins(account.Currency)}");
        HouseAccount house = account.House;
        Assert.Equal(account.InitialUnits, account.TotalUnits + house.MarketUnits + house.FeeUnits + house.InterestUnits + house.LoanUnits);
        Assert.Equal(-account.PrincipalUnits, house.LoanUnits);

        // The pushes alone tell the same story to a client that only listens.
        long available = account.InitialUnits, hold = 0;
        foreach (JsonElement push in desk.Balances.Where(x => Desk.Text(x, "currency") == account.Currency))
        {
            available += Units(push, "availableChange");
            hold += Units(push, "holdChange");
        }

        Assert.Equal((account.AvailableUnits, account.HoldUnits), (available, hold));
    }

    // Recomputes, from the match pushes alone, what the market and the fee account must have received.
    private static void AssertFillsExplainTheMarketAccount(Desk desk, int seed)
    {
        var market = new Dictionary<string, decimal> { ["BTC"] = 0, ["ETH"] = 0, ["USDT"] = 0 };
        decimal feeMin = 0;
        int orders = 0;
        foreach (IGrouping<string?, JsonElement> order in desk.Orders.Where(x => Desk.Text(x, "type") == "match").GroupBy(x => Desk.Text(x, "orderId")))
        {
            orders++;
            JsonElement first = order.First();
            int sign = Desk.Text(first, "side") == "buy" ? 1 : -1;
            decimal size = order.Sum(x => Number(x, "matchSize")), funds = order.Sum(x => Number(x, "matchSize") * Number(x, "matchPrice"));
            market[Desk.Text(first, "symbol")![..3]] -= sign * size;
            market["USDT"] += sign * (decimal.Floor(funds * 100_000_000m) / 100_000_000m);
            feeMin += order.Sum(x => Number(x, "matchSize") * Number(x, "matchPrice") * (Desk.Text(x, "liquidity") == "taker" ? 0.001m : 0.00123m));
        }

        foreach ((string currency, decimal coins) in market)
            Assert.Equal(coins * 100_000_000m, desk.Core.Ledger[currency].House.MarketUnits);
        decimal fees = desk.Core.Ledger["USDT"].House.FeeUnits / 100_000_000m;
        Assert.InRange(fees - feeMin, -orders * 0.00000001m, orders * 0.00000002m);
        Assert.True(orders > 0, $"seed {seed}");
    }

    private static decimal Number(JsonElement element, string name) => decimal.Parse(Desk.Text(element, name)!);

    private static long Units(JsonElement element, string name)
    {
        string text = Desk.Text(element, name)!;
        Assert.True(DecimalText.TryParse(System.Text.Encoding.UTF8.GetBytes(text.TrimStart('-')), 8, out long units), text);
        return text[0] == '-' ? -units : units;
    }
}
