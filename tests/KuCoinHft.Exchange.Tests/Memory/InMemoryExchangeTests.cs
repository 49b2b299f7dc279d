using System.Text;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Memory;

namespace KuCoinHft.Exchange.Tests.Memory;

public sealed class InMemoryExchangeTests
{
    private static readonly LatencyOptions Latency = new(EntryNs: 1_000, ResponseNs: 2_000, FeedNs: 500);

    [Fact]
    public void An_order_is_executed_after_the_entry_latency_and_answered_after_the_response_latency()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(10_000).Bid("98", "2").After(10_000).Bid("98", "3");
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), Latency);
        Assert.True(exchange.TryNext(out ExchangeMessage first));
        Assert.Equal(Tape.StartNs + 1 + 500, first.ReceiveNs);
        Send(exchange, "a", "101");
        List<ExchangeMessage> rest = Drain(exchange);
        long executedNs = first.ReceiveNs + 1_000;
        ExchangeMessage answer = Assert.Single(rest, x => x.Source == FrameSource.Trade);
        Assert.Equal(executedNs + 2_000, answer.ReceiveNs);
        ExchangeMessage received = rest.First(x => Encoding.UTF8.GetString(x.Json.Span).Contains("received", StringComparison.Ordinal));
        Assert.Equal(executedNs + 500, received.ReceiveNs);
        Assert.Equal(rest.OrderBy(x => x.ReceiveNs).Select(x => x.ReceiveNs), rest.Select(x => x.ReceiveNs));
    }

    [Fact]
    public void An_order_meets_the_book_as_it_stands_when_it_arrives()
    {
        // The ask leaves 600 ns after the frame that the order answers; the order needs 1000 ns.
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(600).Ask("101", "0").After(10_000).Bid("98", "2");
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), Latency);
        exchange.TryNext(out _);
        Send(exchange, "a", "101");
        string all = string.Join('\n', Drain(exchange).Select(x => Encoding.UTF8.GetString(x.Json.Span)));
        Assert.Contains("\"type\":\"open\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("\"type\":\"match\"", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_comes_as_a_rest_body_that_fits_the_increments()
    {
        Tape tape = new Tape().Bid("97", "7").Book("99 1", "101 1").Bid("98", "1").After(10_000).Bid("98", "2");
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), Latency);
        exchange.TryNext(out ExchangeMessage first);
        exchange.Send(new ActionRecord { Kind = ActionKind.RequestSnapshot, SymbolId = 0 }, []);
        Assert.False(exchange.Send(new ActionRecord { Kind = ActionKind.RequestSnapshot, SymbolId = 99 }, []));
        ExchangeMessage body = Assert.Single(Drain(exchange), x => x.Source == FrameSource.Rest);
        Assert.Equal((first.ReceiveNs + 3_000, 0), (body.ReceiveNs, body.SymbolId));
        Assert.Contains("\"sequence\":\"102\",\"bids\":[[\"99\",\"1\"],[\"98\",\"1\"]],\"asks\":[[\"101\",\"1\"]]", Encoding.UTF8.GetString(body.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_asked_for_too_early_comes_with_the_recorded_one()
    {
        Tape tape = new Tape().Bid("97", "7").After(1_000_000).Book("99 1", "101 1");
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), Latency);
        exchange.TryNext(out _);
        exchange.Send(new ActionRecord { Kind = ActionKind.RequestSnapshot, SymbolId = 0 }, []);
        ExchangeMessage body = Assert.Single(Drain(exchange));
        Assert.Equal(tape.NowNs - 1 + 2_000, body.ReceiveNs);
    }

    [Fact]
    public void A_question_about_an_order_is_answered_as_it_stands_when_the_question_arrives()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(10_000).Bid("98", "2").After(10_000).Bid("98", "3");
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), Latency);
        exchange.TryNext(out ExchangeMessage first);
        Send(exchange, "a", "101");
        Ask(exchange, "a");
        Ask(exchange, "b");
        ExchangeMessage[] answers = [.. Drain(exchange).Where(x => x.Source == FrameSource.Rest)];
        Assert.Equal([("a", 0, first.ReceiveNs + 3_000), ("b", 0, first.ReceiveNs + 3_000)], answers.Select(x => (x.ClientOid, x.SymbolId, x.ReceiveNs)));
        Assert.Contains("\"dealSize\":\"0.5\"", Encoding.UTF8.GetString(answers[0].Json.Span), StringComparison.Ordinal);
        Assert.Contains("\"active\":false", Encoding.UTF8.GetString(answers[0].Json.Span), StringComparison.Ordinal);
        Assert.Equal("""{"code":"126043","msg":"The order does not exist."}""", Encoding.UTF8.GetString(answers[1].Json.Span));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Two_runs_give_the_same_bytes_at_the_same_times(int seed)
    {
        string first = Run(seed), second = Run(seed);
        Assert.Contains("\"type\":\"filled\"", first, StringComparison.Ordinal);
        Assert.Contains("debt.ratio", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.NotEqual(first, Run(seed + 100));
    }

    [Fact]
    public void Two_runs_with_drawn_latencies_give_the_same_bytes_and_another_seed_other_times()
    {
        LatencyOptions drawn = Latency with
        {
            Entry = LatencyDistribution.Read(["latency_ns,count", "1000,5", "50000000,1", "900000000,1"], "f"),
            Response = LatencyDistribution.Read(["latency_ns,count", "2000,5", "3000000,1"], "f"),
            Feed = LatencyDistribution.Read(["latency_ns,count", "500,5", "700000000,2"], "f"),
        };
        string first = Run(11, drawn);
        Assert.Contains("\"type\":\"filled\"", first, StringComparison.Ordinal);
        Assert.Equal(first, Run(11, drawn));
        Assert.NotEqual(first, Run(11, drawn with { Seed = 2 }));
        Assert.NotEqual(first, Run(11));
    }

    [Fact]
    public void Candles_of_twenty_symbols_and_drawn_latencies_give_the_same_bytes_twice()
    {
        using var folder = new Recordings.TemporaryFolder();
        LatencyOptions drawn = Latency with { Feed = LatencyDistribution.Read(["latency_ns,count", "500,5", "7000000,2"], "f"), Seed = 9 };
        string Digest(long seed)
        {
            using var exchange = new InMemoryExchange(Recordings.Candles.MadeCandles.Twenty(folder, minutes: 20, seed), new AccountOptions(), drawn);
            using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
            int orders = 0;
            while (exchange.TryNext(out ExchangeMessage message))
            {
                hash.AppendData(BitConverter.GetBytes(message.ReceiveNs));
                hash.AppendData(message.Json.Span);
                if (message.Source == FrameSource.Feed && orders < 50 && message.ReceiveNs % 7 == 0)
                    Send(exchange, $"o{++orders}", "0.01");
            }

            Assert.InRange(orders, 10, 50);
            return Convert.ToHexString(hash.GetHashAndReset());
        }

        string first = Digest(1);
        Assert.Equal(first, Digest(1));
        Assert.NotEqual(first, Digest(2));
    }

    [Fact]
    public void A_negative_latency_is_refused() =>
        Assert.Throws<ArgumentException>(() => new InMemoryExchange(new Tape(), new AccountOptions(), new LatencyOptions(-1)));

    private static string Run(int seed, LatencyOptions? latency = null)
    {
        var market = new Random(seed);
        Tape tape = new Tape().Book("99 1, 98 2", "101 1, 102 2");
        for (int i = 0; i < 500; i++)
        {
            tape.After(market.NextInt64(2_000_000_000));
            if (market.Next(4) == 0)
                tape.Trade(market.Next(2) == 0 ? "buy" : "sell", (98 + market.Next(5)).ToString(), "0.5");
            else if (market.Next(2) == 0)
                tape.Bid((97 + market.Next(3)).ToString(), (market.Next(1, 30) / 10m).ToString());
            else
                tape.Ask((101 + market.Next(3)).ToString(), (market.Next(1, 30) / 10m).ToString());
        }

        var trader = new Random(seed + 1);
        using var exchange = new InMemoryExchange(tape, new AccountOptions(), latency ?? Latency);
        var text = new StringBuilder();
        int orders = 0;
        long lastNs = 0;
        while (exchange.TryNext(out ExchangeMessage message))
        {
            Assert.True(message.ReceiveNs >= lastNs, "receive time went back");
            lastNs = message.ReceiveNs;
            text.Append(message.ReceiveNs).Append(' ').Append(message.Source).Append(' ').Append(Encoding.UTF8.GetString(message.Json.Span)).Append('\n');
            if (message.Source == FrameSource.Feed && orders < 200 && trader.Next(6) == 0)
                Send(exchange, $"o{++orders}", (98 + trader.Next(6)).ToString(), trader.Next(2) == 0 ? "buy" : "sell");
        }

        return text.ToString();
    }

    private static List<ExchangeMessage> Drain(InMemoryExchange exchange)
    {
        var messages = new List<ExchangeMessage>();
        while (exchange.TryNext(out ExchangeMessage message))
            messages.Add(message);
        return messages;
    }

    private static void Ask(InMemoryExchange exchange, string clientOid) => exchange.Send(
        new ActionRecord { Kind = ActionKind.RequestOrder, SymbolId = 0 }, Encoding.UTF8.GetBytes($"/api/v3/hf/margin/orders/client-order/{clientOid}?symbol=BTC-USDT"));

    private static void Send(InMemoryExchange exchange, string clientOid, string price, string side = "buy") => exchange.Send(
        new ActionRecord { Kind = ActionKind.NewOrder },
        Encoding.UTF8.GetBytes($$$"""{"id":"{{{clientOid}}}","op":"margin.order","args":{"clientOid":"{{{clientOid}}}","symbol":"BTC-USDT","side":"{{{side}}}","price":"{{{price}}}","size":"0.5","autoBorrow":true,"autoRepay":true}}"""));
}
