using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Engine.Send;

/// <summary>Writes actions as requests of KuCoin's WebSocket trading API, and questions about orders as what follows GET.</summary>
/// <remarks>
/// <code>
/// {"id":"OID","op":"margin.order","args":{"clientOid":"OID","side":"buy","symbol":"BTC-USDT","type":"limit","price":"61837.63","size":"0.001",
///  "timeInForce":"GTC","postOnly":true,"autoBorrow":true,"autoRepay":false,"isIsolated":false}}
/// {"id":"OID","op":"margin.cancel","args":{"clientOid":"OID","symbol":"BTC-USDT"}}
/// /api/v3/hf/margin/orders/client-order/OID?symbol=BTC-USDT
/// </code>
/// The request's id is the clientOid, so that an answer names its order even when it is a refusal.
/// Source: KuCoin API documentation, "WebSocket trading API, margin.order and margin.cancel" and "Get order by clientOid".
/// </remarks>
public sealed class OrderEncoder
{
    /// <summary>Bytes that the longest request takes.</summary>
    public const int BytesMax = 512;

    private readonly InstrumentTable _instruments;
    private readonly OrderKeys _keys;
    private readonly byte[][] _symbols;

    public OrderEncoder(InstrumentTable instruments, OrderKeys keys)
    {
        _instruments = instruments;
        _keys = keys;
        _symbols = new byte[instruments.Count][];
        for (int i = 0; i < _symbols.Length; i++)
            _symbols[i] = System.Text.Encoding.UTF8.GetBytes(instruments[i].Symbol);
    }

    /// <summary>Writes the request for an action.</summary>
    /// <param name="destination">At least <see cref="BytesMax"/> bytes.</param>
    /// <returns>Bytes written; 0 for an action that concerns no order.</returns>
    public int Write(in ActionRecord action, Span<byte> destination) => action.Kind switch
    {
        ActionKind.NewOrder => WriteNew(in action, destination),
        ActionKind.CancelOrder => WriteCancel(in action, destination),
        ActionKind.RequestOrder => WriteQuestion(in action, destination),
        _ => 0,
    };

    private int WriteNew(in ActionRecord action, Span<byte> destination)
    {
        Instrument instrument = _instruments[action.SymbolId];
        var text = new Utf8Text(destination);
        Open(in action, "\",\"op\":\"margin.order\",\"args\":{\"clientOid\":\""u8, ref text);
        text.Add(action.Side == Side.Buy ? "\",\"side\":\"buy\",\"symbol\":\""u8 : "\",\"side\":\"sell\",\"symbol\":\""u8);
        text.Add(_symbols[action.SymbolId]);
        text.Add("\",\"type\":\"limit\",\"price\":\""u8);
        text.Advance(Dec.FromUnits(action.PriceTicks, instrument.PriceDecimals).Write(text.Rest));
        text.Add("\",\"size\":\""u8);
        text.Advance(Dec.FromUnits(action.SizeLots, instrument.SizeDecimals).Write(text.Rest));
        text.Add(action.TimeInForce == TimeInForce.Ioc ? "\",\"timeInForce\":\"IOC\",\"postOnly\":"u8 : "\",\"timeInForce\":\"GTC\",\"postOnly\":"u8);
        text.Add((action.Flags & OrderFlags.PostOnly) != 0 ? "true"u8 : "false"u8);
        text.Add((action.Flags & OrderFlags.AutoBorrow) != 0 ? ",\"autoBorrow\":true,\"autoRepay\":"u8 : ",\"autoBorrow\":false,\"autoRepay\":"u8);
        text.Add((action.Flags & OrderFlags.AutoRepay) != 0 ? "true"u8 : "false"u8);
        text.Add(",\"isIsolated\":false}}"u8);
        return text.Length;
    }

    private int WriteCancel(in ActionRecord action, Span<byte> destination)
    {
        var text = new Utf8Text(destination);
        Open(in action, "\",\"op\":\"margin.cancel\",\"args\":{\"clientOid\":\""u8, ref text);
        text.Add("\",\"symbol\":\""u8);
        text.Add(_symbols[action.SymbolId]);
        text.Add("\"}}"u8);
        return text.Length;
    }

    private int WriteQuestion(in ActionRecord action, Span<byte> destination)
    {
        var text = new Utf8Text(destination);
        text.Add("/api/v3/hf/margin/orders/client-order/"u8);
        text.Advance(_keys.Write(action.OrderKey, text.Rest));
        text.Add("?symbol="u8);
        text.Add(_symbols[action.SymbolId]);
        return text.Length;
    }

    private void Open(in ActionRecord action, ReadOnlySpan<byte> operation, ref Utf8Text text)
    {
        text.Add("{\"id\":\""u8);
        text.Advance(_keys.Write(action.OrderKey, text.Rest));
        text.Add(operation);
        text.Advance(_keys.Write(action.OrderKey, text.Rest));
    }

    /// <summary>Text that grows in a span.</summary>
    private ref struct Utf8Text(Span<byte> bytes)
    {
        private readonly Span<byte> _bytes = bytes;

        public int Length { get; private set; }

        public readonly Span<byte> Rest => _bytes[Length..];

        public void Add(ReadOnlySpan<byte> text)
        {
            text.CopyTo(Rest);
            Length += text.Length;
        }

        public void Advance(int count) => Length += count;
    }
}
