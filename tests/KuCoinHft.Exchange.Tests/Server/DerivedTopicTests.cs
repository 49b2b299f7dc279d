using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Over real sockets: the topics that a recording does not carry.</summary>
public sealed class DerivedTopicTests
{
    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2").Trade("buy", "101", "0.1").After(3_000_000_000).Bid("99.5", "1").Trade("sell", "99.5", "0.2").After(3_000_000_000).Bid("96", "1");

    [Fact]
    public async Task A_subscription_is_acknowledged_and_then_shows_the_book_as_it_stands()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync(isPrivate: false);
        await feed.SubscribeAsync("/spotMarket/level2Depth5:BTC-USDT");
        JsonElement push = await feed.ReadAsync();
        Assert.Equal(("level2", """[["101","1"],["102","2"]]"""), (Desk.Text(push, "subject"), push.GetProperty("data").GetProperty("asks").GetRawText()));
        await feed.SubscribeAsync("/spotMarket/level2Depth5:BTC-USDT", "unsubscribe");
        client.Server.StartPlaying();
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal("pong", Desk.Text(await feed.AskAsync("""{"id":"1","type":"ping"}"""), "type"));
    }

    [Theory]
    [InlineData("/market/ticker:BTC-USDT", "trade.ticker")]
    [InlineData("/market/ticker:all", "BTC-USDT")]
    [InlineData("/market/snapshot:BTC-USDT", "trade.snapshot")]
    [InlineData("/market/snapshot:USDS", "trade.snapshot")]
    [InlineData("/spotMarket/level1:BTC-USDT", "level1")]
    [InlineData("/spotMarket/level2Depth5:BTC-USDT", "level2")]
    [InlineData("/spotMarket/level2Depth50:BTC-USDT", "level2")]
    [InlineData("/market/candles:BTC-USDT_1min", "trade.candles.add")]
    [InlineData("/indicator/markPrice:USDT-BTC", "tick")]
    [InlineData("/indicator/index:USDT-BTC", "tick")]
    [InlineData("/market/level2:BTC-USDT", "trade.l2update")]
    [InlineData("/market/match:BTC-USDT", "trade.l3match")]
    public async Task Every_public_topic_has_pushes_of_its_documented_shape(string topic, string subject)
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync(isPrivate: false);
        await feed.SubscribeAsync(topic);
        client.Server.StartPlaying();
        JsonElement push = await feed.ReadAsync();
        Assert.Equal((topic, "message", subject), (Desk.Text(push, "topic"), Desk.Text(push, "type"), Desk.Text(push, "subject")));
        Assert.False(push.TryGetProperty("id", out _));
        Assert.Empty(Shapes.OfPush(topic).Faults(push));
    }

    [Fact]
    public async Task A_topic_of_many_symbols_is_acknowledged_once_and_pushed_for_each()
    {
        await using Client client = await Client.OpenAsync(new Tape().Book("99 1", "101 1").Book("9 1", "10 1", "ETH-USDT").Bid("98", "1"));
        Socket feed = await client.FeedAsync(isPrivate: false);
        await feed.SubscribeAsync("/spotMarket/level1:BTC-USDT,ETH-USDT,XXX-USDT");
        Assert.Equal("/spotMarket/level1:BTC-USDT", Desk.Text(await feed.ReadAsync(), "topic"));
        Assert.Equal("/spotMarket/level1:ETH-USDT", Desk.Text(await feed.ReadAsync(), "topic"));
    }
}
