using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;

namespace KuCoinHft.Engine.Tests.Send;

public sealed class OrderEncoderTests
{
    private static readonly OrderKeys Keys = new(42);
    private static readonly OrderEncoder Encoder = new(new InstrumentTable([Instrument(0, "BTC-USDT", 1, 8), Instrument(1, "PEPE-USDT", 10, 0)]), Keys);

    public static TheoryData<Side, TimeInForce, OrderFlags> Options
    {
        get
        {
            var options = new TheoryData<Side, TimeInForce, OrderFlags>();
            for (int flags = 0; flags < 8; flags++)
            {
                options.Add(Side.Buy, TimeInForce.Gtc, (OrderFlags)flags);
                options.Add(Side.Sell, TimeInForce.Ioc, (OrderFlags)flags);
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_order_is_json_with_exactly_the_fields_that_KuCoin_names(Side side, TimeInForce timeInForce, OrderFlags flags)
    {
        JsonElement request = Parse(new ActionRecord
        {
            Kind = ActionKind.NewOrder, OrderKey = 123, PriceTicks = 618_377, SizeLots = 100_000, Side = side, TimeInForce = timeInForce, Flags = flags,
        });

        Assert.Equal(["id", "op", "args"], Names(request));
        JsonElement args = request.GetProperty("args");
        Assert.Equal(["clientOid", "side", "symbol", "type", "price", "size", "timeInForce", "postOnly", "autoBorrow", "autoRepay", "isIsolated"], Names(args));
        Assert.Equal("kh-0000002a-000000000000007b", request.GetProperty("id").GetString());
        Assert.Equal("margin.order", request.GetProperty("op").GetString());
        string[] texts = [.. ((string[])["clientOid", "side", "symbol", "type", "price", "size", "timeInForce"]).Select(name => args.GetProperty(name).GetString()!)];
        Assert.Equal(
            ["kh-0000002a-000000000000007b", side == Side.Buy ? "buy" : "sell", "BTC-USDT", "limit", "61837.7", "0.001", timeInForce == TimeInForce.Ioc ? "IOC" : "GTC"],
            texts);
        Assert.Equal((flags & OrderFlags.PostOnly) != 0, args.GetProperty("postOnly").GetBoolean());
        Assert.Equal((flags & OrderFlags.AutoBorrow) != 0, args.GetProperty("autoBorrow").GetBoolean());
        Assert.Equal((flags & OrderFlags.AutoRepay) != 0, args.GetProperty("autoRepay").GetBoolean());
        Assert.False(args.GetProperty("isIsolated").GetBoolean());
    }

    [Fact]
    public void A_cancel_names_the_order_and_its_symbol()
    {
        JsonElement request = Parse(new ActionRecord { Kind = ActionKind.CancelOrder, OrderKey = 123, SymbolId = 1 });

        Assert.Equal(
            """{"id":"kh-0000002a-000000000000007b","op":"margin.cancel","args":{"clientOid":"kh-0000002a-000000000000007b","symbol":"PEPE-USDT"}}""",
            request.GetRawText());
    }

    [Fact]
    public void A_question_about_an_order_is_a_path_with_its_query()
    {
        var bytes = new byte[OrderEncoder.BytesMax];

        int length = Encoder.Write(new ActionRecord { Kind = ActionKind.RequestOrder, OrderKey = 123, SymbolId = 1 }, bytes);

        Assert.Equal("/api/v3/hf/margin/orders/client-order/kh-0000002a-000000000000007b?symbol=PEPE-USDT", Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(ActionKind.RequestSnapshot)]
    [InlineData(ActionKind.None)]
    public void What_concerns_no_order_has_no_text(ActionKind kind) => Assert.Equal(0, Encoder.Write(new ActionRecord { Kind = kind }, new byte[OrderEncoder.BytesMax]));

    [Fact]
    public void The_longest_request_has_room()
    {
        string symbol = new('W', Limits.SymbolBytesMax);
        var encoder = new OrderEncoder(new InstrumentTable([Instrument(0, symbol, 18, 8), Instrument(1, symbol[1..], 8, 18)]), new OrderKeys(uint.MaxValue));
        var bytes = new byte[OrderEncoder.BytesMax];
        for (short symbolId = 0; symbolId < 2; symbolId++)
        {
            int length = encoder.Write(
                new ActionRecord
                {
                    Kind = ActionKind.NewOrder, SymbolId = symbolId, OrderKey = long.MaxValue, PriceTicks = long.MaxValue, SizeLots = long.MaxValue, Side = Side.Sell,
                },
                bytes);

            Assert.InRange(length, 200, OrderEncoder.BytesMax);
            Assert.Equal(symbol[symbolId..], JsonDocument.Parse(bytes.AsMemory(0, length)).RootElement.GetProperty("args").GetProperty("symbol").GetString());
        }
    }

    private static Instrument Instrument(int id, string symbol, int priceDecimals, int sizeDecimals) => new()
    {
        Id = id,
        Symbol = symbol,
        BaseCurrency = "B",
        QuoteCurrency = "Q",
        PriceDecimals = priceDecimals,
        SizeDecimals = sizeDecimals,
        IsMarginEnabled = true,
    };

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static JsonElement Parse(ActionRecord action)
    {
        var bytes = new byte[OrderEncoder.BytesMax];
        return JsonDocument.Parse(bytes.AsMemory(0, Encoder.Write(in action, bytes))).RootElement;
    }
}
