using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>An exchange with 20 accounts and 5 coins that is driven by lines of text, so that what was done to it can be done again.</summary>
internal sealed class World
{
    public const int AccountCount = 20;
    public static readonly string[] Coins = ["BTC", "ETH", "KCS", "USDT", "XRP"];

    private static readonly Instrument[] Instruments =
    [
        Pair(0, "BTC", "USDT", priceDecimals: 1, sizeDecimals: 8),
        Pair(1, "ETH", "USDT", priceDecimals: 2, sizeDecimals: 7),
        Pair(2, "XRP", "USDT", priceDecimals: 4, sizeDecimals: 4),
        Pair(3, "KCS", "BTC", priceDecimals: 8, sizeDecimals: 4),
    ];

    private static readonly ExchangeRules Rules = new()
    {
        PriceLimitRate = 0.5m,
        Currencies = new Dictionary<string, CurrencyRules>
        {
            ["BTC"] = new() { BorrowMinUnit = 0.0001m, BorrowMinAmount = 0.001m, BorrowMaxAmount = 40, PoolAmount = 60, Collateral = [new(20_000, 1), new(100_000, 0.8m)] },
            ["USDT"] = new() { BorrowMinUnit = 1, DayRates = [0.0006m, 0.0003m], PoolAmount = 90_000 },
            ["XRP"] = new() { Precision = 6, BorrowMinUnit = 0.1m, HoldMaxAmount = 30_000, DayRates = [0.01m] },
        },
        Symbols = new Dictionary<string, SymbolRules> { ["XRP-USDT"] = new() { FeeCategory = 3, TakerCoefficient = 0.8m } },
    };

    private readonly IncrementalHash _pushes = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _sequence = 100;
    private long _nowNs = Tape.StartNs;

    public World()
    {
        AccountOptions Account(int i) => new()
        {
            VipLevel = i % 13,
            RequestWeightMax = int.MaxValue,
            LeverageMax = 1 + (i % 5),
            InitialBalances = new Dictionary<string, decimal> { ["USDT"] = 2_000 + i, ["BTC"] = i % 3, ["XRP"] = 100 * (i % 4) },
            InitialMainBalances = new Dictionary<string, decimal> { ["USDT"] = 500, ["ETH"] = 1.5m },
        };
        Core = new ExchangeCore(Instruments, [.. Enumerable.Range(0, AccountCount).Select(Account)], Rules);
    }

    public ExchangeCore Core { get; }

    /// <summary>Position pushes of each kind.</summary>
    public Dictionary<string, int> Statuses { get; } = [];

    /// <summary>What all accounts have and owe, and all pushes so far.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        foreach (CoinAccount coins in Core.Accounts.SelectMany(Rows))
            text.Append(CultureInfo.InvariantCulture, $"{coins.AvailableUnits} {coins.HoldUnits} {coins.PrincipalUnits} {coins.InterestUnits} {coins.House.FeeUnits} {coins.House.MarketUnits};");
        return text.Append(Convert.ToHexString(_pushes.GetCurrentHash())).ToString();
    }

    public static IEnumerable<CoinAccount> Rows(ExchangeAccount account) => account.Ledger.Accounts.Concat(account.Trade.Accounts).Concat(account.Main.Accounts);

    /// <summary>Does one line: its kind, and what it needs.</summary>
    public void Do(string line)
    {
        string[] words = line.Split(' ');
        _nowNs += 1_000_000;
        ExchangeAccount Account(int word) => Core.Accounts[int.Parse(words[word])];
        switch (words[0])
        {
            case "trading":
                Core.Submit(Account(1), Encoding.UTF8.GetBytes(words[2]), _nowNs);
                break;
            case "borrow":
                Core.Margin.Borrow(Account(1), words[2], words[3], words[4], _nowNs, out _);
                break;
            case "repay":
                Core.Margin.Repay(Account(1), words[2], words[3], _nowNs, out _);
                break;
            case "transfer":
                Core.Margin.Transfer(Account(1), Enum.Parse<WalletKind>(words[2]), Account(3), Enum.Parse<WalletKind>(words[4]), words[5], words[6], _nowNs, out _);
                break;
            case "leverage":
                Core.Margin.SetLeverage(Account(1), words[2], _nowNs);
                break;
            case "book":
                Core.Feed(new RecordedEvent(_nowNs, RecordedKind.Snapshot, words[1], Encoding.UTF8.GetBytes($$$"""{"code":"200000","data":{"time":1,"sequence":"{{{++_sequence}}}","bids":[{{{words[2]}}}],"asks":[{{{words[3]}}}]}}""")));
                break;
            case "trade":
                Core.Feed(new RecordedEvent(_nowNs, RecordedKind.Frame, null, Encoding.UTF8.GetBytes(
                    $$$"""{"data":{"symbol":"{{{words[1]}}}","sequence":"{{{5_000_000 + ++_sequence}}}","side":"{{{words[2]}}}","size":"{{{words[4]}}}","price":"{{{words[3]}}}","takerOrderId":"t","time":"{{{_nowNs}}}","type":"match","makerOrderId":"m","tradeId":"1"},"subject":"trade.l3match","topic":"/market/match:{{{words[1]}}}","type":"message"}""")));
                break;
            case "wait":
                _nowNs += int.Parse(words[1]) * 1_000_000_000L;
                Core.AdvanceTo(_nowNs);
                break;
            default:
                throw new ArgumentException($"There is no line \"{line}\".", nameof(line));
        }

        while (Core.TryTakePush(out Push push))
        {
            _pushes.AppendData(push.Json.Span);
            if (push.Topic != PushWriter.PositionTopic)
                continue;
            string text = Encoding.UTF8.GetString(push.Json.Span);
            int type = text.IndexOf("{\"type\":\"", StringComparison.Ordinal);
            string status = type < 0 ? "debt.ratio" : text[(type + 9)..text.IndexOf('"', type + 9)];
            Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
        }
    }

    private static Instrument Pair(int id, string coin, string quote, int priceDecimals, int sizeDecimals) => new()
    {
        Id = id,
        Symbol = $"{coin}-{quote}",
        BaseCurrency = coin,
        QuoteCurrency = quote,
        PriceDecimals = priceDecimals,
        SizeDecimals = sizeDecimals,
        FundsQuoteMin = 1000,
        IsMarginEnabled = true,
    };
}
