using System.Text;

namespace KuCoinHft.Cli.Latency;

/// <summary>Answers an order as an exchange would that fills everything at once at its own price: the answer, then a match and the end as pushes.</summary>
/// <remarks>Thread: one. Allocates nothing after construction. Source: api.md 3.5 and 4, as the embedded exchange writes them.</remarks>
internal sealed class OrderReplies
{
    private readonly byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>The answer to a request, valid until the next call.</summary>
    public ReadOnlySpan<byte> Answer(ReadOnlySpan<byte> request)
    {
        _length = 0;
        Add("{\"id\":\"");
        Add(Text(request, "\"id\":\""u8));
        Add(IsNewOrder(request) ? "\",\"op\":\"margin.order" : "\",\"op\":\"margin.cancel");
        Add("\",\"code\":\"200000\",\"data\":{\"orderId\":\"6720ecd9ec71f4000747731a\",\"clientOid\":\"");
        Add(Text(request, "\"clientOid\":\""u8));
        Add("\"},\"inTime\":1723160000000,\"outTime\":1723160000001,\"userRateLimit\":{\"limit\":4000,\"reset\":30000,\"remaining\":3990}}");
        return _buffer.AsSpan(0, _length);
    }

    /// <summary>A push about the whole order, valid until the next call.</summary>
    /// <param name="isMatch">The fill; else the order's end.</param>
    public ReadOnlySpan<byte> Push(ReadOnlySpan<byte> request, bool isMatch)
    {
        ReadOnlySpan<byte> size = Text(request, "\"size\":\""u8), price = Text(request, "\"price\":\""u8);
        _length = 0;
        Add("{\"topic\":\"/spotMarket/tradeOrdersV2\",\"type\":\"message\",\"subject\":\"orderChange\",\"userId\":\"6b75636f696e000000000001\",\"channelType\":\"private\",\"data\":{\"symbol\":\"");
        Add(Text(request, "\"symbol\":\""u8));
        Add("\",\"orderType\":\"limit\",\"side\":\"");
        Add(Text(request, "\"side\":\""u8));
        Add("\",\"orderId\":\"6720ecd9ec71f4000747731a\",\"clientOid\":\"");
        Add(Text(request, "\"clientOid\":\""u8));
        Add(isMatch ? "\",\"type\":\"match\",\"status\":\"match\",\"originSize\":\"" : "\",\"type\":\"filled\",\"status\":\"done\",\"originSize\":\"");
        Add(size);
        Add("\",\"price\":\"");
        Add(price);
        Add("\",\"orderTime\":1723160000000,\"ts\":1723160000000000000,\"size\":\"");
        Add(size);
        Add("\",\"filledSize\":\"");
        Add(size);
        Add("\",\"remainSize\":\"0\",\"canceledSize\":\"0\"");
        if (isMatch)
        {
            Add(",\"matchPrice\":\"");
            Add(price);
            Add("\",\"matchSize\":\"");
            Add(size);
            Add("\",\"tradeId\":\"1\",\"liquidity\":\"taker\",\"feeType\":\"takerFee\"");
        }

        Add("}}");
        return _buffer.AsSpan(0, _length);
    }

    public static bool IsNewOrder(ReadOnlySpan<byte> request) => request.IndexOf("\"op\":\"margin.order\""u8) >= 0;

    /// <summary>What stands between <paramref name="name"/> and the next quote; empty where it is not there.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> request, ReadOnlySpan<byte> name)
    {
        int at = request.IndexOf(name);
        if (at < 0)
            return [];
        ReadOnlySpan<byte> rest = request[(at + name.Length)..];
        return rest[..Math.Max(0, rest.IndexOf((byte)'"'))];
    }

    private void Add(string text) => _length += Encoding.ASCII.GetBytes(text, _buffer.AsSpan(_length));

    private void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }
}
