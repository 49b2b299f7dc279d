using System.Text.Json;
using KuCoinHft.Exchange.Latency;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Latencies in market time, over sockets.</summary>
public sealed class LatencyServerTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public async Task Requests_answers_and_pushes_take_their_time_of_the_market()
    {
        Tape tape = new Tape().Book("99 1", "101 1");
        for (int i = 1; i <= 600; i++)
            tape.After(Second).Bid("98", $"{i}");
        LatencyOptions latency = new(EntryNs: 10 * Second, ResponseNs: 5 * Second, FeedNs: 40 * Second);
        await using Client client = await Client.OpenAsync(tape, x => x with { Speed = 200, Latency = latency });
        Socket feed = await client.FeedAsync(), trade = await client.TradeAsync();
        await feed.SubscribeAsync("/spotMarket/tradeOrdersV2");
        client.Server.StartPlaying();
        long sentNs = client.Server.Progress.MarketNs;
        JsonElement answer = await trade.AskAsync("""{"id":"r-1","op":"margin.order","args":{"clientOid":"a","symbol":"BTC-USDT","side":"buy","price":"101","size":"0.5"}}""");
        long answeredNs = client.Server.Progress.MarketNs;
        JsonElement push = await feed.ReadAsync();
        long pushedNs = client.Server.Progress.MarketNs;
        Assert.Equal("200000", Desk.Text(answer, "code"));
        long executedNs = push.GetProperty("data").GetProperty("ts").GetInt64();
        Assert.True(executedNs >= sentNs + (10 * Second), $"executed {executedNs - sentNs} ns after it was sent");

        // The market's time is that of its last event, so up to a second behind.
        Assert.True(answeredNs >= executedNs + (4 * Second), $"answered {answeredNs - executedNs} ns after it was executed");
        Assert.True(pushedNs >= executedNs + (39 * Second), $"pushed {pushedNs - executedNs} ns after it was executed");
    }

    [Fact]
    public async Task Drawn_latencies_keep_every_clients_order_and_lose_nothing()
    {
        Tape tape = new Tape().Book("99 1", "101 1");
        for (int i = 1; i <= 300; i++)
            tape.After(Second / 10).Bid("98", $"{i}");
        LatencyOptions latency = LatencyOptions.None with
        {
            Response = LatencyDistribution.Read(["latency_ns,count", "0,3", "2000000000,1"], "f"),
            Feed = LatencyDistribution.Read(["latency_ns,count", "0,3", "3000000000,1"], "f"),
        };
        await using Client client = await Client.OpenAsync(tape, x => x with { Speed = 100, Latency = latency });
        Socket feed = await client.FeedAsync(isPrivate: false), trade = await client.TradeAsync();
        await feed.SubscribeAsync("/market/level2:BTC-USDT");
        client.Server.StartPlaying();
        for (int i = 0; i < 20; i++)
            await trade.SendAsync($$$"""{"id":"{{{i}}}","op":"margin.cancel","args":{"symbol":"BTC-USDT","clientOid":"none"}}""");
        for (int i = 0; i < 20; i++)
            Assert.Equal($"{i}", Desk.Text(await trade.ReadAsync(), "id"));
        for (int i = 1; i <= 300; i++)
            Assert.Equal(100 + i, (await feed.ReadAsync()).GetProperty("data").GetProperty("sequenceEnd").GetInt64());
    }
}
