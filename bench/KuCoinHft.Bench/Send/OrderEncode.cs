using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Send;

/// <summary>Path: stage 10, an order's action to the bytes of <c>margin.order</c>.</summary>
/// <remarks>
/// Input: one limit order in BTC-USDT with automatic borrowing; one operation is one request. The baseline writes the same bytes, which the setup checks.
/// The trading API's session is signed once when it opens, so an order over it needs no signature; <see cref="EncoderAndRestSignature"/> is what the same order over REST would
/// cost, and <see cref="SessionSignature"/> the opening. Both allocate and stand off the hot path.
/// Budget: 0 bytes and 0.3 of the platform's writer for the encoder.
/// A regression delays every order by that much, after everything else is decided.
/// </remarks>
public class OrderEncode
{
    private readonly byte[] _destination = new byte[OrderEncoder.BytesMax];
    private readonly ArrayBufferWriter<byte> _buffer = new(OrderEncoder.BytesMax);
    private readonly OrderKeys _keys = new(1);
    private Utf8JsonWriter? _writer;
    private OrderEncoder? _encoder;
    private Instrument? _instrument;
    private readonly KuCoinSigner _signer = new("0123456789abcdef01234567", "01234567-89ab-cdef-0123-456789abcdef", "passphrase");
    private ActionRecord _action;
    private int _argsBegin;

    [GlobalSetup]
    public void Setup()
    {
        var instruments = new InstrumentTable(RecordingCatalog.Open(RecordingCatalog.Binance2024).Instruments);
        _instrument = instruments[0];
        _encoder = new OrderEncoder(instruments, _keys);
        _writer = new Utf8JsonWriter(_buffer);
        _action = new ActionRecord
        {
            Sequence = 123_456,
            OrderKey = 493_825,
            Kind = ActionKind.NewOrder,
            SymbolId = 0,
            Side = Side.Buy,
            PriceTicks = 6_183_763,
            SizeLots = 3_234_000,
            Flags = OrderFlags.AutoBorrow,
        };
        int ours = Encoder();
        JsonWriter();
        _argsBegin = _destination.AsSpan().IndexOf("\"args\":"u8) + "\"args\":"u8.Length;
        if (!_destination.AsSpan(0, ours).SequenceEqual(_buffer.WrittenSpan))
            throw new InvalidDataException($"{System.Text.Encoding.UTF8.GetString(_destination, 0, ours)} is not {System.Text.Encoding.UTF8.GetString(_buffer.WrittenSpan)}");
    }

    [GlobalCleanup]
    public void Cleanup() => _writer?.Dispose();

    /// <summary>System.Text.Json's writer, reused as its documentation advises.</summary>
    [Benchmark(Baseline = true)]
    public int JsonWriter()
    {
        Utf8JsonWriter writer = _writer!;
        _buffer.ResetWrittenCount();
        writer.Reset();
        Span<byte> text = stackalloc byte[OrderKeys.TextBytes];
        _keys.Write(_action.OrderKey, text);
        writer.WriteStartObject();
        writer.WriteString("id"u8, text);
        writer.WriteString("op"u8, "margin.order"u8);
        writer.WriteStartObject("args"u8);
        writer.WriteString("clientOid"u8, text);
        writer.WriteString("side"u8, "buy"u8);
        writer.WriteString("symbol"u8, _instrument!.Symbol);
        writer.WriteString("type"u8, "limit"u8);
        WriteDecimal(writer, "price"u8, _action.PriceTicks, _instrument.PriceDecimals);
        WriteDecimal(writer, "size"u8, _action.SizeLots, _instrument.SizeDecimals);
        writer.WriteString("timeInForce"u8, "GTC"u8);
        writer.WriteBoolean("postOnly"u8, false);
        writer.WriteBoolean("autoBorrow"u8, true);
        writer.WriteBoolean("autoRepay"u8, false);
        writer.WriteBoolean("isIsolated"u8, false);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public int Encoder() => _encoder!.Write(in _action, _destination);

    /// <summary>The order's arguments as a REST body, signed.</summary>
    [Benchmark]
    public string EncoderAndRestSignature()
    {
        int length = _encoder!.Write(in _action, _destination);
        return _signer.Sign(1_723_075_200_000, "POST", "/api/v3/hf/margin/order", _destination.AsSpan(_argsBegin, length - 1 - _argsBegin));
    }

    [Benchmark]
    public string SessionSignature() => _signer.TradeQuery(1_723_075_200_000);

    private static void WriteDecimal(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long units, int decimals)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(Trimmed(units, decimals), text, out int length);
        writer.WriteString(name, text[..length]);
    }

    // A decimal prints the zeros that its scale holds; KuCoin's form has none.
    private static decimal Trimmed(long units, int decimals)
    {
        while (decimals > 0 && units % 10 == 0)
        {
            units /= 10;
            decimals--;
        }

        return new decimal((int)units, (int)(units >> 32), 0, false, (byte)decimals);
    }
}
