using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

public sealed class FeedTests
{
    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2").Bid("97", "1").Trade("buy", "101", "0.1").Bid("96", "1");

    [Theory]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/market/foo:BTC-USDT","response":true}""", 404, "topic /market/foo:BTC-USDT is not found")]
    [InlineData("""{"id":"1","type":"subscribe","response":true}""", 406, "topic is required")]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/account/balance","privateChannel":true,"response":true}""", 403, "login is required")]
    [InlineData("""{"id":"1","type":"publish","topic":"/market/match:BTC-USDT"}""", 415, "type is not supported")]
    [InlineData("{{{", 400, "message is not JSON")]
    public async Task A_bad_frame_is_answered_with_its_error(string frame, int code, string text)
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync(isPrivate: false);
        JsonElement answer = await feed.AskAsync(frame);
        Assert.Equal(("error", code, text), (Desk.Text(answer, "type"), answer.GetProperty("code").GetInt32(), Desk.Text(answer, "data")));
    }

    [Fact]
    public async Task An_unknown_token_is_refused_and_the_connection_closed()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.ConnectAsync($"ws://127.0.0.1:{client.Server.Port}/?token=none&connectId=me");
        JsonElement answer = await feed.ReadAsync();
        Assert.Equal(("me", 401), (Desk.Text(answer, "id"), answer.GetProperty("code").GetInt32()));
        Assert.Equal("", await feed.ReadTextAsync());
    }

    [Fact]
    public async Task A_private_push_reaches_only_the_feeds_of_its_account()
    {
        AccountOptions one = new() { ApiKey = Client.Key, Secret = Client.Secret, Passphrase = Client.Passphrase };
        await using Client client = await Client.OpenAsync(Market, x => x with { Accounts = [one, one with { ApiKey = "other" }] });
        await using Client other = client.As("other");
        Socket feed = await client.FeedAsync(), otherFeed = await other.FeedAsync();
        await feed.SubscribeAsync("/account/balance");
        await otherFeed.SubscribeAsync("/account/balance");
        const string order = """{"clientOid":"a","side":"buy","symbol":"BTC-USDT","type":"limit","price":"98","size":"0.5"}""";
        Assert.Equal("200000", Desk.Text((await other.RestAsync("POST", "/api/v3/hf/margin/order", order)).Body, "code"));
        Assert.Equal(client.Server.Accounts[1].UserId, Desk.Text(await otherFeed.ReadAsync(), "userId"));
        Assert.Equal("126043", Desk.Text((await client.RestAsync("GET", "/api/v3/hf/margin/orders/client-order/a?symbol=BTC-USDT")).Body, "code"));

        // Had the push come here too, it would stand before this account's own.
        Assert.Equal("200000", Desk.Text((await client.RestAsync("POST", "/api/v3/hf/margin/order", order)).Body, "code"));
        Assert.Equal(client.Server.Accounts[0].UserId, Desk.Text(await feed.ReadAsync(), "userId"));
        Assert.Equal((1L, 1L), (client.Server.Statement().OrderCount, client.Server.Statement(client.Server.Accounts[1]).OrderCount));
    }

    [Fact]
    public async Task A_ping_is_answered_with_a_pong_of_its_id()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync();
        Assert.Equal("""{"id":"17","type":"pong"}""", (await feed.AskAsync("""{"id":"17","type":"ping"}""")).GetRawText());
    }

    [Fact]
    public async Task Only_subscribed_topics_are_pushed_unchanged_and_in_order()
    {
        Tape tape = Market;
        await using Client client = await Client.OpenAsync(tape);
        Socket all = await client.FeedAsync(isPrivate: false), trades = await client.FeedAsync(), none = await client.FeedAsync();
        await all.SubscribeAsync("/market/level2:ETH-USDT,BTC-USDT");
        await all.SubscribeAsync("/market/match:BTC-USDT");
        await trades.SubscribeAsync("/market/match:BTC-USDT");
        await none.SubscribeAsync("/market/level2:BTC-USDT");
        await none.SubscribeAsync("/market/level2:BTC-USDT", "unsubscribe");
        client.Server.StartPlaying();
        string[] recorded = [.. tape.Read().Where(x => x.Kind == RecordedKind.Frame).Select(x => Encoding.UTF8.GetString(x.Json.Span))];
        foreach (string frame in recorded)
            Assert.Equal(frame, await all.ReadTextAsync());
        Assert.Equal(recorded[1], await trades.ReadTextAsync());
        await client.Server.Completion.WaitAsync(Client.Token);

        // Whatever the server had pushed before this answer would come first.
        Assert.Equal("pong", Desk.Text(await none.AskAsync("""{"id":"1","type":"ping"}"""), "type"));
        Assert.Equal("pong", Desk.Text(await trades.AskAsync("""{"id":"1","type":"ping"}"""), "type"));
        Assert.Equal((4L, true), (client.Server.Progress.EventCount, client.Server.Progress.IsOver));
    }

    [Fact]
    public async Task A_subscription_without_response_is_not_acknowledged()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync();
        await feed.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/match:BTC-USDT"}""");
        Assert.Equal("pong", Desk.Text(await feed.AskAsync("""{"id":"2","type":"ping"}"""), "type"));
    }

    [Fact]
    public async Task The_subscription_after_four_hundred_topics_is_refused()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync();
        for (int i = 0; i < 4; i++)
            await feed.SubscribeAsync("/market/match:" + string.Join(',', Enumerable.Range(i * 100, 100)));
        JsonElement answer = await feed.AskAsync("""{"id":"1","type":"subscribe","topic":"/market/match:X","response":true}""");
        Assert.Equal(509, answer.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task An_order_of_the_trading_api_comes_back_on_both_order_topics_and_the_balance()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket v2 = await client.FeedAsync(), v1 = await client.FeedAsync(), trade = await client.TradeAsync();
        await v2.SubscribeAsync("/spotMarket/tradeOrdersV2");
        await v2.SubscribeAsync("/account/balance");
        await v1.SubscribeAsync("/spotMarket/tradeOrders");
        JsonElement answer = await trade.AskAsync("""{"id":"r-1","op":"margin.order","args":{"clientOid":"a","symbol":"BTC-USDT","side":"buy","price":"101","size":"0.5"}}""");
        Assert.Equal(("r-1", "margin.order", "200000"), (Desk.Text(answer, "id"), Desk.Text(answer, "op"), Desk.Text(answer, "code")));
        Assert.Equal((Tape.StartNs / 1_000_000).ToString(), Desk.Text(answer, "inTime"));
        var types = new List<string?>();
        while (types.LastOrDefault() != "filled")
        {
            JsonElement push = await v2.ReadAsync();
            types.Add(Desk.Text(push, "subject") == "orderChange" ? Desk.Text(push.GetProperty("data"), "type") : Desk.Text(push.GetProperty("data"), "relationEvent"));
            Assert.Equal(Desk.Text(push, "topic") == "/account/balance", push.TryGetProperty("id", out _));
        }

        Assert.Equal(["marginV2.hold", "received", "match", "marginV2.setted", "marginV2.setted", "filled"], types);
        JsonElement match = await v1.ReadAsync();
        Assert.Equal(("/spotMarket/tradeOrders", "match"), (Desk.Text(match, "topic"), Desk.Text(match.GetProperty("data"), "type")));
        JsonElement cancel = await trade.AskAsync("""{"id":"r-2","op":"margin.cancel","args":{"clientOid":"a","symbol":"BTC-USDT"}}""");
        Assert.Equal("order_not_exist_or_not_allow_to_cancel", Desk.Text(cancel, "msg"));
        Assert.Equal("pong", Desk.Text(await trade.AskAsync("""{"id":"p","op":"ping","timestamp":1}"""), "op"));
    }

    [Fact]
    public async Task A_wrong_reply_to_the_challenge_ends_the_session()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket trade = await client.ConnectAsync(client.TradeUrl());
        JsonElement challenge = await trade.ReadAsync();
        Assert.True(challenge.TryGetProperty("sessionId", out _) && challenge.TryGetProperty("timestamp", out _));
        Assert.Equal("400011", Desk.Text(await trade.AskAsync("wrong"), "code"));
        Assert.Equal("", await trade.ReadTextAsync());
    }

    [Fact]
    public async Task A_wrong_signature_opens_no_trading_session()
    {
        await using Client client = await Client.OpenAsync(Market);
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => client.ConnectAsync(client.TradeUrl(sign: "AAAA")));
    }

    [Fact]
    public async Task At_full_speed_the_player_waits_for_a_client_with_a_full_queue()
    {
        Tape tape = new Tape().Book("99 1", "101 1");
        const int count = 20_000;
        string pad = new('x', 2000);
        for (int i = 1; i <= count; i++)
            tape.Frame($$$"""{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"{{{i}}}","pad":"{{{pad}}}"}}""");
        await using Client client = await Client.OpenAsync(tape, x => x with { OutboxMax = 16 });
        Socket feed = await client.FeedAsync();
        await feed.SubscribeAsync("/market/ticker:BTC-USDT");
        client.Server.StartPlaying();

        // 40 MB do not fit into the sockets' buffers: while nothing was read, the player cannot have come to the end.
        Assert.Contains("\"1\"", await feed.ReadTextAsync(), StringComparison.Ordinal);
        Assert.False(client.Server.Completion.IsCompleted);
        for (int i = 2; i <= count; i++)
            Assert.Contains($"\"{i}\"", await feed.ReadTextAsync(), StringComparison.Ordinal);
        await client.Server.Completion.WaitAsync(Client.Token);
    }

    [Fact]
    public async Task At_twenty_times_the_speed_two_seconds_take_a_tenth_of_a_second()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(2_000_000_000).Bid("98", "2");
        await using Client client = await Client.OpenAsync(tape, x => x with { Speed = 20 });
        var watch = Stopwatch.StartNew();
        client.Server.StartPlaying();
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.InRange(watch.ElapsedMilliseconds, 99, 20_000);
        Assert.Throws<InvalidOperationException>(client.Server.StartPlaying);
    }

    [Fact]
    public async Task With_an_entry_latency_an_order_is_executed_that_much_later()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(300_000_000_000).Bid("98", "2");
        await using Client client = await Client.OpenAsync(tape, x => x with { Speed = 500, EntryNs = 20_000_000_000 });
        Socket feed = await client.FeedAsync(), trade = await client.TradeAsync();
        await feed.SubscribeAsync("/market/level2:BTC-USDT");
        client.Server.StartPlaying();
        await feed.ReadTextAsync();
        JsonElement answer = await trade.AskAsync("""{"id":"r-1","op":"margin.order","args":{"clientOid":"a","symbol":"BTC-USDT","side":"buy","price":"101","size":"0.5"}}""");
        Assert.Equal("200000", Desk.Text(answer, "code"));
        Assert.InRange(answer.GetProperty("inTime").GetInt64(), (Tape.StartNs / 1_000_000) + 20_000, (Tape.StartNs / 1_000_000) + 300_000);
        await client.Server.Completion.WaitAsync(Client.Token);
    }

    [Fact]
    public async Task A_recording_that_breaks_fails_the_completion_with_its_reason()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").Gap(1).Book("99.55 1", "101 1");
        await using Client client = await Client.OpenAsync(tape);
        client.Server.StartPlaying();
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => client.Server.Completion.WaitAsync(Client.Token));
        Assert.Contains("BTC-USDT", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_in_the_middle_ends_everything()
    {
        Tape tape = new Tape().Book("99 1", "101 1").Bid("98", "1").After(3_600_000_000_000).Bid("98", "2");
        Client client = await Client.OpenAsync(tape, x => x with { Speed = 1 });
        Socket feed = await client.FeedAsync();
        client.Server.StartPlaying();
        await client.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Server.Completion.WaitAsync(Client.Token));
        _ = feed;
    }
}
