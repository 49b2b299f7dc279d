using System.Globalization;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>Random lines for a <see cref="World"/>: orders, cancels, trades, prices, loans, transfers, time.</summary>
internal sealed class WorldLines(int seed)
{
    private static readonly (string Symbol, int PriceDecimals, int SizeDecimals, double Start, double Size)[] Pairs =
        [("BTC-USDT", 1, 8, 10_000, 0.2), ("ETH-USDT", 2, 7, 500, 4), ("XRP-USDT", 4, 4, 0.5, 4_000), ("KCS-BTC", 8, 4, 0.0004, 300)];

    private readonly Random _random = new(seed);
    private readonly double[] _prices = [.. Pairs.Select(x => x.Start)];
    private readonly int[] _orders = new int[World.AccountCount];

    public IEnumerable<string> Take(int count)
    {
        for (int i = 0; i < Pairs.Length; i++)
            yield return Book(i);
        for (int n = Pairs.Length; n < count; n++)
            yield return Next();
    }

    private string Next() => _random.Next(100) switch
    {
        < 32 => Order(),
        < 42 => Cancel(),
        < 60 => Trade(),
        < 75 => Move(),
        < 83 => $"borrow {Account()} {Coin()} {Amount()} {(_random.Next(2) == 0 ? "FOK" : "IOC")}",
        < 90 => $"repay {Account()} {Coin()} {Amount()}",
        < 97 => Transfer(),
        < 98 => $"leverage {Account()} {Text(1 + (4 * _random.NextDouble()), 2)}",
        < 99 => $"wait {_random.Next(15)}",
        _ => $"wait {_random.Next(_random.Next(15) == 0 ? 4000 : 15)}",
    };

    private string Order()
    {
        int pair = _random.Next(Pairs.Length), account = Account();
        (string symbol, int priceDecimals, int sizeDecimals, _, double sizeMost) = Pairs[pair];
        string price = Text(_prices[pair] * (0.985 + (0.03 * _random.NextDouble())), priceDecimals), size = Text(sizeMost * _random.NextDouble(), sizeDecimals);
        string type = _random.Next(6) == 0 ? "\"type\":\"market\"" : $"\"price\":\"{price}\",\"postOnly\":{Flag(4)},\"timeInForce\":\"{(_random.Next(4) switch { 0 => "IOC", 1 => "FOK", _ => "GTC" })}\"";
        return $"trading {account} {{\"id\":\"1\",\"op\":\"margin.order\",\"args\":{{\"clientOid\":\"o-{_orders[account]++}\",\"symbol\":\"{symbol}\",\"side\":\"{Side()}\",{type},\"size\":\"{size}\",\"autoBorrow\":{Flag(2)},\"autoRepay\":{Flag(2)}}}}}";
    }

    private string Cancel()
    {
        int account = Account();
        return $"trading {account} {{\"id\":\"1\",\"op\":\"margin.cancel\",\"args\":{{\"clientOid\":\"o-{Math.Max(0, _orders[account] - 1 - _random.Next(30))}\",\"symbol\":\"{Pairs[_random.Next(Pairs.Length)].Symbol}\"}}}}";
    }

    private string Trade()
    {
        int pair = _random.Next(Pairs.Length);
        return $"trade {Pairs[pair].Symbol} {Side()} {Text(_prices[pair] * (0.99 + (0.02 * _random.NextDouble())), Pairs[pair].PriceDecimals)} {Text(3 * Pairs[pair].Size * _random.NextDouble(), Pairs[pair].SizeDecimals)}";
    }

    // Mostly small steps, now and then a leap that leaves debts uncovered; drawn back to where it began.
    private string Move()
    {
        int pair = _random.Next(Pairs.Length);
        double leap = _random.Next(25) == 0 ? 0.4 : 0.01;
        _prices[pair] *= Math.Exp((leap * ((2 * _random.NextDouble()) - 1)) + (0.02 * Math.Log(Pairs[pair].Start / _prices[pair])));
        return Book(pair);
    }

    private string Book(int pair)
    {
        (string symbol, int priceDecimals, int sizeDecimals, _, double size) = Pairs[pair];
        string Side(int sign) => string.Join(',', Enumerable.Range(1, 4).Select(i => $"[\"{Text(_prices[pair] * (1 + (sign * i * 0.001)), priceDecimals)}\",\"{Text(size * _random.NextDouble() * i, sizeDecimals)}\"]"));
        return $"book {symbol} {Side(-1)} {Side(1)}";
    }

    private string Transfer()
    {
        string[] kinds = ["Margin", "Main", "Trade"];
        int from = Account();

        // Large enough to pay what a liquidation left open.
        if (_random.Next(4) == 0)
            return $"transfer {from} Margin {Account()} Margin USDT {Text(1000 * _random.NextDouble(), 2)}";
        return $"transfer {from} {kinds[_random.Next(3)]} {(_random.Next(3) == 0 ? Account() : from)} {kinds[_random.Next(3)]} {Coin()} {Amount()}";
    }

    private int Account() => _random.Next(World.AccountCount);

    private string Coin() => World.Coins[_random.Next(World.Coins.Length)];

    // Whole units and multiples of the loans' units often enough; crumbs otherwise.
    private string Amount() => _random.Next(3) == 0 ? Text(_random.NextDouble(), 6) : Text(Math.Pow(10, 3 * _random.NextDouble()), 0);

    private string Side() => _random.Next(2) == 0 ? "buy" : "sell";

    private string Flag(int oneOf) => _random.Next(oneOf) == 0 ? "true" : "false";

    private static string Text(double value, int decimals) => Math.Max(value, Math.Pow(10, -decimals)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
