using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KuCoinHft.Engine.Tests;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>The committed shapes are those of KuCoin's specification, none is missing, and a recorded market's pushes have them.</summary>
/// <remarks>The specification lies beside the checkout, and is not part of it; without it the first two tests are skipped.</remarks>
public sealed class SpecificationTests
{
    private static readonly string Specification = Path.Combine(Checkout.Root, "..", "shared", "kucoin", "universal-sdk", "spec");

    /// <summary>What the exchange does not serve: other accounts' transfers, futures, call auctions, ETFs, announcements, and lists that KuCoin abandoned.</summary>
    private static readonly string[] LeftOut =
    [
        "GET /api/v1/account-overview", "GET /api/v1/transaction-history", "GET /api/v1/isolated/account/{symbol}", "POST /api/v2/accounts/sub-transfer", "GET /api/v1/transfer-list",
        "POST /api/v3/transfer-out", "POST /api/v1/transfer-in", "GET /api/v3/etf/info", "GET /api/v3/announcements", "GET /api/v1/market/orderbook/callauction/level2_{size}",
        "GET /api/v1/market/callauctionData", "GET /api/v1/limit/orders", "GET /api/v1/limit/fills", "/callauction/level2Depth50:_symbol_", "/callauction/callauctionData:_symbol_",
    ];

    [Fact]
    public void Every_committed_shape_is_that_of_the_specification()
    {
        Dictionary<string, JsonNode> documented = Documented();
        var faults = new List<string>();
        foreach ((string name, JsonNode shape) in Committed())
        {
            if (!documented.TryGetValue(name, out JsonNode? known))
                faults.Add($"{name} is not in the specification");
            else if (!JsonNode.DeepEquals(WithoutNullable(shape), known))
                faults.Add($"{name} differs");
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_endpoint_and_topic_of_the_specification_has_a_shape_or_is_left_out()
    {
        string[] names = [.. Committed().Select(x => x.Name)];
        Assert.Equal(LeftOut.Order(), Documented().Keys.Except(names).Order());
    }

    [Fact]
    public void A_changed_shape_is_noticed()
    {
        JsonNode shape = JsonNode.Parse("""{"type":"object","properties":{"a":{"type":"string","nullable":true}},"required":["a"]}""")!;
        Assert.True(JsonNode.DeepEquals(WithoutNullable(shape), JsonNode.Parse("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""")));
        Assert.False(JsonNode.DeepEquals(WithoutNullable(shape), JsonNode.Parse("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""")));
    }

    [Fact]
    public async Task Every_push_of_a_recorded_market_has_its_documented_shape()
    {
        await using Client client = await Client.OpenAsync(new Tape(), x => x with { Recording = RecordingCatalog.Open(RecordingCatalog.Binance2024), Speed = 20, OpenAfter = TimeSpan.FromMinutes(1) });
        Socket feed = await client.FeedAsync(isPrivate: false);
        string[] topics =
        [
            "/market/level2:BTC-USDT,ETH-USDT", "/market/match:BTC-USDT,ETH-USDT", "/market/ticker:BTC-USDT,ETH-USDT", "/market/ticker:all", "/market/snapshot:BTC-USDT", "/market/snapshot:USDS", "/spotMarket/level1:BTC-USDT",
            "/spotMarket/level2Depth5:BTC-USDT", "/spotMarket/level2Depth50:BTC-USDT", "/market/candles:BTC-USDT_1min", "/indicator/markPrice:USDT-BTC", "/indicator/index:USDT-BTC",
        ];
        var counts = new Dictionary<string, int>();
        var faults = new HashSet<string>();
        foreach (string topic in topics)
            await feed.SendAsync($$"""{"id":"{{topic}}","type":"subscribe","topic":"{{topic}}","response":true}""");
        client.Server.StartPlaying();
        for (int acks = 0; counts.Values.Sum() < 5000 || counts.Count < 14 || acks < topics.Length;)
        {
            JsonElement push = await feed.ReadAsync();
            if (Desk.Text(push, "type") == "ack")
            {
                acks++;
                continue;
            }

            string topic = Desk.Text(push, "topic")!;
            counts[topic] = counts.GetValueOrDefault(topic) + 1;
            faults.UnionWith(Shapes.OfPush(topic).Faults(push).Select(x => $"{topic}: {x}"));
        }

        Assert.Empty(faults);
    }

    private static IEnumerable<(string Name, JsonNode Shape)> Committed() => new[] { "answer-shapes.jsonl", "push-shapes.jsonl" }
        .SelectMany(x => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", x)))
        .Select(x => JsonNode.Parse(x)!).Select(x => ((string)x["name"]!, x["shape"]!));

    private static Dictionary<string, JsonNode> Documented()
    {
        Assert.SkipUnless(Directory.Exists(Specification), "KuCoin's specification is not beside the checkout (../shared/kucoin/universal-sdk/spec).");
        var shapes = new Dictionary<string, JsonNode>();
        foreach (string file in Directory.GetFiles(Specification, "*.json"))
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(file, Encoding.UTF8))!;
            foreach ((string path, JsonNode? methods) in root["paths"]!.AsObject())
            {
                foreach ((string method, JsonNode? operation) in methods!.AsObject())
                {
                    // A topic stands behind the name of its method: "/ticker/market/ticker:_symbol_".
                    string name = method == "trace" ? path[path.IndexOf('/', 1)..] : $"{method.ToUpperInvariant()} {path}";
                    shapes[name] = Shape(operation!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, root);
                }
            }
        }

        return shapes;
    }

    /// <summary>A schema's types, names, required fields and enums; texts and examples stay out.</summary>
    private static JsonNode Shape(JsonNode schema, JsonNode root)
    {
        if ((string?)schema["$ref"] is { } reference)
            return Shape(root["components"]!["schemas"]![reference.Split('/')[^1]]!, root);
        var shape = new JsonObject();
        foreach (string name in new[] { "type", "enum", "required" })
        {
            if (schema[name] is { } value)
                shape[name] = value.DeepClone();
        }

        if (schema["properties"] is JsonObject fields)
            shape["properties"] = new JsonObject(fields.Select(x => KeyValuePair.Create(x.Key, (JsonNode?)Shape(x.Value!, root))));
        if (schema["additionalProperties"] is JsonObject { Count: > 0 } values)
            shape["values"] = Shape(values, root);
        if (schema["items"] is { } items)
            shape["items"] = Shape(items, root);
        return shape;
    }

    /// <summary>That a field may be null is taken from the documented examples; the schemas hardly say it.</summary>
    private static JsonNode WithoutNullable(JsonNode shape) => shape switch
    {
        JsonObject fields => new JsonObject(fields.Where(x => !(x.Key == "nullable" && x.Value is JsonValue)).Select(x => KeyValuePair.Create(x.Key, x.Value is null ? null : WithoutNullable(x.Value)))),
        JsonArray items => new JsonArray([.. items.Select(x => x is null ? null : WithoutNullable(x))]),
        _ => shape.DeepClone(),
    };
}
