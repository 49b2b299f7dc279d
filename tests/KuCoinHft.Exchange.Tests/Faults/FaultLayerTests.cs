using System.Text;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Memory;

namespace KuCoinHft.Exchange.Tests.Faults;

/// <summary>Each fault in virtual time: what the client sees, and what the ledger has.</summary>
public sealed class FaultLayerTests
{
    private const long Second = 1_000_000_000;
    private const string Buy = "\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.5\"";
    private const string Rest = "\"side\":\"buy\",\"price\":\"100\",\"size\":\"0.5\"";

    [Fact]
    public void Without_faults_the_order_is_answered_filled_and_told_once()
    {
        Session session = Session.Run(null, Buy);
        Assert.Contains("\"code\":\"200000\"", Assert.Single(session.Of(FrameSource.Trade)), StringComparison.Ordinal);
        Assert.Equal(["received", "match", "filled"], session.OrderEvents());
        Assert.Equal((1, 1), (session.Statement.OrderCount, session.Statement.FillCount));
    }

    [Fact]
    public void A_lost_answer_leaves_the_order_filled()
    {
        Session session = Session.Run("""{"name":"answerLost","probability":1}""", Buy);
        Assert.Empty(session.Of(FrameSource.Trade));
        Assert.Equal((1, 1, 1), (session.Statement.OrderCount, session.Statement.FillCount, session.Counts["answerLost"]));
    }

    [Theory]
    [InlineData("408000")]
    [InlineData("500000")]
    public void A_false_answer_comes_after_the_order_was_accepted(string code)
    {
        Session session = Session.Run($$"""{"name":"answerError","probability":1,"code":"{{code}}"}""", Buy);
        Assert.Contains($"\"code\":\"{code}\"", Assert.Single(session.Of(FrameSource.Trade)), StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (session.Statement.OrderCount, session.Statement.FillCount, session.Statement.RejectCount));
    }

    [Fact]
    public void A_fill_comes_twice_and_is_booked_once()
    {
        Session session = Session.Run("""{"name":"fillDuplicated","probability":1}""", Buy);
        Assert.Equal(["received", "match", "match", "filled"], session.OrderEvents());
        Assert.Equal(1, session.Statement.FillCount);
    }

    [Fact]
    public void A_fill_comes_before_the_answer()
    {
        Session session = Session.Run("""{"name":"fillBeforeAck","probability":1,"delayMs":300}""", Buy);
        int answer = session.Messages.FindIndex(x => x.Source == FrameSource.Trade), fill = session.Messages.FindIndex(x => x.Text.Contains("\"type\":\"filled\"", StringComparison.Ordinal));
        Assert.InRange(fill, 0, answer - 1);
        Assert.Equal(300_000_000, session.Messages[answer].AtNs - session.Messages[fill].AtNs);
    }

    [Fact]
    public void A_fill_is_dropped_while_the_rest_goes_on()
    {
        Session session = Session.Run("""{"name":"fillDropped","probability":1}""", Buy);
        Assert.Equal(["received"], session.OrderEvents());
        Assert.Contains(session.Of(FrameSource.Feed), x => x.Contains("/account/balance", StringComparison.Ordinal));
        Assert.Equal((1, 2), (session.Statement.FillCount, session.Counts["fillDropped"]));
    }

    [Fact]
    public void A_cancel_that_comes_late_loses_against_a_fill()
    {
        Assert.Equal(["received", "open", "canceled"], Session.Run(null, Rest, cancels: true).OrderEvents());
        Session session = Session.Run("""{"name":"cancelFillRace","probability":1,"delayMs":2000}""", Rest, cancels: true);
        Assert.Equal(["received", "open", "match", "filled"], session.OrderEvents());
        Assert.Equal((1, 1), (session.Statement.FillCount, session.Counts["cancelFillRace"]));
        Assert.DoesNotContain("\"code\":\"200000\"", session.Of(FrameSource.Trade)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_pushes_lack_the_exchange_id()
    {
        Session session = Session.Run("""{"name":"pushWithoutOrderId","probability":1}""", Buy);
        string[] pushes = [.. session.Of(FrameSource.Feed).Where(x => x.Contains("tradeOrdersV2", StringComparison.Ordinal))];
        Assert.Equal([false, true, true], pushes.Select(x => x.Contains("\"orderId\":", StringComparison.Ordinal)));
        Assert.All(pushes, x => Assert.Contains("\"clientOid\":\"a\"", x, StringComparison.Ordinal));
    }

    [Fact]
    public void A_market_order_by_funds_ends_as_canceled()
    {
        const string ByFunds = "\"side\":\"buy\",\"type\":\"market\",\"funds\":\"50.5\"";
        Session session = Session.Run("""{"name":"marketFundsCanceled","probability":1}""", ByFunds);
        Assert.Equal("canceled", session.OrderEvents()[^1]);
        Assert.Equal(1, session.Statement.FillCount);
        Assert.DoesNotContain("canceled", Session.Run("""{"name":"marketFundsCanceled","probability":1}""", Buy).OrderEvents());
    }

    [Fact]
    public void In_a_storm_every_order_is_refused()
    {
        Session session = Session.Run("""{"name":"rateLimitStorm","atSeconds":0,"forSeconds":60}""", Buy);
        Assert.Contains("\"code\":\"429000\"", Assert.Single(session.Of(FrameSource.Trade)), StringComparison.Ordinal);
        Assert.Equal(0, session.Statement.OrderCount);
    }

    [Fact]
    public void A_silent_trading_socket_executes_and_says_nothing()
    {
        Session session = Session.Run("""{"name":"silentSocket","atSeconds":0,"forSeconds":60,"socket":"trade"}""", Buy);
        Assert.Empty(session.Of(FrameSource.Trade));
        Assert.Equal(["received", "match", "filled"], session.OrderEvents());
        Assert.Equal(1, session.Counts["silentSocket"]);
    }

    [Fact]
    public void A_silent_feed_comes_back_after_its_time()
    {
        Session session = Session.Run("""{"name":"silentSocket","atSeconds":1.6,"forSeconds":3,"socket":"feed"}""", Buy);
        Assert.Single(session.Of(FrameSource.Trade));
        Assert.Empty(session.OrderEvents());
        Assert.DoesNotContain(session.Messages, x => x.Source == FrameSource.Feed && x.AtNs > Tape.StartNs + (1.6 * Second) && x.AtNs < Tape.StartNs + (4.6 * Second));
        Assert.Contains(session.Messages, x => x.Source == FrameSource.Feed && x.AtNs > Tape.StartNs + (4.6 * Second));
    }

    [Fact]
    public void A_half_open_connection_takes_orders_to_nowhere()
    {
        Session session = Session.Run("""{"name":"halfOpen","atSeconds":0,"forSeconds":60,"socket":"trade"}""", Buy);
        Assert.Empty(session.Of(FrameSource.Trade));
        Assert.Equal(0, session.Statement.OrderCount);
    }

    [Fact]
    public void One_increment_is_missing()
    {
        string[] all = Level2(Session.Run(null, Buy)), less = Level2(Session.Run("""{"name":"sequenceGap","atSeconds":3}""", Buy));
        Assert.Equal(all.Length - 1, less.Length);
        Assert.Empty(less.Except(all));
    }

    [Fact]
    public void A_stale_snapshot_is_older_than_the_stream()
    {
        string fresh = Assert.Single(Session.Run(null, null).Of(FrameSource.Rest)), stale = Assert.Single(Session.Run("""{"name":"staleSnapshot","probability":1}""", null).Of(FrameSource.Rest));
        Assert.Contains("\"sequence\":\"100\"", stale, StringComparison.Ordinal);
        Assert.DoesNotContain("\"sequence\":\"100\"", fresh, StringComparison.Ordinal);
    }

    [Fact]
    public void Questions_wait_for_the_end_of_a_restart()
    {
        Session session = Session.Run("""{"name":"restart","atSeconds":1.6,"forSeconds":4.4}""", null);
        Assert.InRange(Assert.Single(session.Messages, x => x.Source == FrameSource.Rest).AtNs - Tape.StartNs, 6 * Second, (6 * Second) + 100_000_000);
        Assert.True(session.Counts["restart"] > 1, "Pushes are lost meanwhile.");
    }

    [Fact]
    public void Chance_is_a_function_of_the_seed_and_of_the_row()
    {
        const string Half = """{"name":"sequenceGap","probability":0.5}""";
        string[] first = Level2(Session.Run(Half, null)), again = Level2(Session.Run(Half, null)), other = Level2(Session.Run(Half, null, seed: 2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(first, Level2(Session.Run(Half + """,{"name":"fillDropped","probability":0.5}""", Buy)));
    }

    private static string[] Level2(Session session) => [.. session.Of(FrameSource.Feed).Where(x => x.Contains("/market/level2:", StringComparison.Ordinal))];

    /// <summary>Twenty seconds of a made market with one order, sent after two seconds, or a question about the book.</summary>
    private sealed class Session
    {
        public List<(long AtNs, FrameSource Source, string Text)> Messages { get; } = [];

        public required Statement Statement { get; init; }

        public required IReadOnlyDictionary<string, long> Counts { get; init; }

        public static Session Run(string? faults, string? order, bool cancels = false, long seed = 1)
        {
            Tape tape = new Tape().Book("99 1, 98 2", "101 1, 102 2");
            for (int i = 0; i < 40; i++)
            {
                tape.After(Second / 2).Bid("98", $"{i + 1}");
                if (i == 8)
                    tape.Trade("sell", "100", "1");
            }

            using var exchange = new InMemoryExchange(tape, new AccountOptions(), LatencyOptions.None with { EntryNs = 300_000_000 }, faults: faults is null ? null : Plans.Of(faults, seed));
            var messages = new List<(long, FrameSource, string)>();
            bool isSent = false, isCanceled = !cancels;
            while (exchange.TryNext(out ExchangeMessage message))
            {
                messages.Add((message.ReceiveNs, message.Source, Encoding.UTF8.GetString(message.Json.Span)));
                if (!isSent && message.ReceiveNs > Tape.StartNs + (Second * 14 / 10))
                {
                    isSent = true;
                    if (order is null)
                        exchange.Send(new ActionRecord { Kind = ActionKind.RequestSnapshot, SymbolId = 0 }, []);
                    else
                        Send(exchange, ActionKind.NewOrder, $$$"""{"id":"1","op":"margin.order","args":{"clientOid":"a","symbol":"{{{Tape.Btc}}}",{{{order}}}}}""");
                }
                else if (!isCanceled && message.ReceiveNs > Tape.StartNs + (3 * Second))
                {
                    isCanceled = true;
                    Send(exchange, ActionKind.CancelOrder, $$$"""{"id":"2","op":"margin.cancel","args":{"clientOid":"a","symbol":"{{{Tape.Btc}}}"}}""");
                }
            }

            var session = new Session { Statement = exchange.Statement(), Counts = exchange.FaultCounts };
            session.Messages.AddRange(messages);
            return session;
        }

        public string[] Of(FrameSource source) => [.. Messages.Where(x => x.Source == source).Select(x => x.Text)];

        public string[] OrderEvents() => [.. Of(FrameSource.Feed).Where(x => x.Contains("tradeOrdersV2", StringComparison.Ordinal)).Select(FaultText.OrderEvent)];

        private static void Send(InMemoryExchange exchange, ActionKind kind, string text) => exchange.Send(new ActionRecord { Kind = kind, SymbolId = 0 }, Encoding.UTF8.GetBytes(text));
    }
}
