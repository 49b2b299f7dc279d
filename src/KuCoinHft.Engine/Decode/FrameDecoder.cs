using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Decode;

/// <summary>Reads one KuCoin message, or one in our envelopes of snapshots and REST rows, in any order of its keys.</summary>
/// <remarks>
/// Policy: the bytes must be UTF-8 and JSON to the last byte, whatever they say; only then are they given a meaning. Unknown keys are skipped.
/// A field that we read may not stand twice (JSON readers differ on which one counts), and its key and any value that is compared may not be written with escapes.
/// Errors: <see cref="UpdateKind.Bad"/> with a reason and an offset; never an exception, and nothing is kept from one frame to the next.
/// Thread: one. Allocates at construction only.
/// </remarks>
public sealed class FrameDecoder
{
    private readonly JsonTape _tape = new();

    /// <summary>What the last frame said.</summary>
    public DecodedFrame Frame { get; } = new();

    /// <summary>Reads <paramref name="json"/> into <see cref="Frame"/>.</summary>
    /// <returns>False when it is refused.</returns>
    public bool Decode(ReadOnlySpan<byte> json)
    {
        DecodedFrame frame = Frame;
        frame.Reset();
        if (!_tape.Read(json))
            return frame.Refuse(_tape.Bad, _tape.BadOffset);
        frame.IsJson = true;
        var reader = new FieldReader(json, _tape.Tokens, frame);
        if (_tape.Tokens[0].Kind != JsonKind.Object)
            return reader.Refuse(BadReason.NotAnObject, 0);
        if (!reader.TryRead(0, MessageShapes.Envelope, out ulong seen))
            return false;
        frame.EnvelopeSeen = seen;
        ReadOnlySpan<byte> type = frame.Text(json, Field.Type);
        if (type.SequenceEqual("message"u8))
            return TryPush(json, reader);
        if (type.SequenceEqual("snapshot"u8))
            return TrySnapshotPart(json, reader);
        if (type.SequenceEqual("rest"u8))
            return TryRestRow(json, reader);
        return type.IsEmpty ? TryAnswer(json, reader) : TryControl(type, reader);
    }

    private bool TryPush(ReadOnlySpan<byte> json, in FieldReader reader)
    {
        ReadOnlySpan<byte> topic = Frame.Text(json, Field.Topic);
        return TryRoute(Routes.Find(topic, Frame.Text(json, Field.Subject)), topic, reader);
    }

    // A row of a REST answer has the shape of the push that says the same, if there is one.
    private bool TryRestRow(ReadOnlySpan<byte> json, in FieldReader reader)
    {
        Frame.Form = FrameKind.Rest;
        ReadOnlySpan<byte> topic = Frame.Text(json, Field.Topic);
        Route? route = Routes.FindRestRow(topic);
        if (route is null || Frame[Field.Code].Length == 0)
            return TryRoute(route, topic, reader);
        // A refusal stands where the row would.
        Frame.Kind = UpdateKind.Error;
        return HasCode(reader);
    }

    private bool TryRoute(Route? route, ReadOnlySpan<byte> topic, in FieldReader reader)
    {
        if (route is null)
            return reader.Refuse(BadReason.UnknownKind, 0);
        Frame.Kind = route.Kind;
        int data = (int)Frame[Field.Data].Number;
        if (data == 0)
            return route.Kind == UpdateKind.Ignored || reader.Refuse(BadReason.MissingField, 0);
        ObjectShape shape = route.Data!;
        if (route.Kind == UpdateKind.MarginPosition && reader.HasKey(data, "type"u8))
        {
            Frame.Kind = UpdateKind.MarginStatus;
            shape = MessageShapes.MarginStatus;
        }

        if (!TryData(data, shape, reader))
            return false;
        return Frame.Kind switch
        {
            UpdateKind.Level2 => IsOrdered(data, reader),
            UpdateKind.Ticker or UpdateKind.Depth or UpdateKind.Level1 => TrySymbolOfTopic(topic, reader),
            UpdateKind.Order => HasOrderNeeds(data, reader),
            UpdateKind.Candle => TryBarLength(topic, reader),
            _ => true,
        };
    }

    private bool TrySnapshotPart(ReadOnlySpan<byte> json, in FieldReader reader)
    {
        Frame.Form = FrameKind.Snapshot;
        ReadOnlySpan<byte> prefix = "/market/level2:"u8;
        int data = (int)Frame[Field.Data].Number;
        long part = Frame[Field.Part].Number;
        long parts = Frame[Field.Parts].Number;
        if (!Frame.Text(json, Field.Topic).StartsWith(prefix))
            return reader.Refuse(BadReason.UnknownKind, 0);
        if (data == 0 || part == 0 || parts == 0)
            return reader.Refuse(BadReason.MissingField, 0);
        if (part > parts || parts > short.MaxValue)
            return reader.Refuse(BadReason.UnknownValue, 0);
        Frame.Kind = UpdateKind.SnapshotPart;
        if (!TryData(data, MessageShapes.SnapshotPart, reader))
            return false;
        SymbolFrom(Field.Topic, prefix.Length);
        return true;
    }

    // Without a type it is the WebSocket trading API's: an answer has op, a session message has sessionId, a refusal of the session has code alone.
    private bool TryAnswer(ReadOnlySpan<byte> json, in FieldReader reader)
    {
        ReadOnlySpan<byte> operation = Frame.Text(json, Field.Op);
        if (!operation.IsEmpty)
            return TryOperation(Routes.FindOperation(operation), reader);
        if (Frame[Field.SessionId].Length > 0)
        {
            int data = (int)Frame[Field.Data].Number;
            Frame.Kind = data != 0 && reader.Text(data).SequenceEqual("welcome"u8) ? UpdateKind.Welcome : UpdateKind.Ignored;
            return true;
        }

        if (Frame[Field.Code].Length == 0)
            return reader.Refuse(BadReason.UnknownKind, 0);
        Frame.Kind = UpdateKind.Error;
        return HasCode(reader);
    }

    private bool TryOperation(Route? route, in FieldReader reader)
    {
        if (route is null)
            return reader.Refuse(BadReason.UnknownKind, 0);
        Frame.Kind = route.Kind;
        if (route.Data is null)
            return true;
        if (route.Kind != UpdateKind.Ignored && !HasCode(reader))
            return false;
        int data = (int)Frame[Field.Data].Number;
        if (data != 0)
            return TryData(data, route.Data, reader);
        // A refusal has no data; what the shape holds must still not be that of an earlier frame.
        foreach (FieldShape field in route.Data.Fields)
            Frame[field.Field] = default;
        return true;
    }

    private bool TryControl(ReadOnlySpan<byte> type, in FieldReader reader)
    {
        Frame.Kind =
            type.SequenceEqual("ack"u8) ? UpdateKind.Ack
            : type.SequenceEqual("pong"u8) ? UpdateKind.Pong
            : type.SequenceEqual("welcome"u8) ? UpdateKind.Welcome
            : type.SequenceEqual("error"u8) ? UpdateKind.Error
            : UpdateKind.Bad;
        if (Frame.Kind == UpdateKind.Bad)
            return reader.Refuse(BadReason.UnknownKind, 0);
        return Frame.Kind != UpdateKind.Error || (HasCode(reader) && TryMessageFromData(reader));
    }

    // The feed's error keeps its text in data, where every other message keeps an object.
    private bool TryMessageFromData(in FieldReader reader)
    {
        FieldValue data = Frame[Field.Data];
        if (data.Number == 0)
            return true;
        if (!data.IsQuoted)
            return reader.Refuse(BadReason.WrongShape, (int)data.Number);
        Frame[Field.Message] = data;
        return true;
    }

    private bool TryData(int data, ObjectShape shape, in FieldReader reader)
    {
        if (!reader.TryRead(data, shape, out ulong seen))
            return false;
        Frame.DataShape = shape;
        Frame.DataSeen = seen;
        return true;
    }

    private bool HasCode(in FieldReader reader)
    {
        if (Frame[Field.Code].Length == 0)
            return reader.Refuse(BadReason.MissingField, 0);
        return Frame[Field.Code].Number <= int.MaxValue || reader.Refuse(BadReason.UnknownValue, 0);
    }

    private bool IsOrdered(int data, in FieldReader reader)
    {
        long start = Frame[Field.SequenceStart].Number;
        long end = Frame[Field.SequenceEnd].Number;
        if (start > end)
            return reader.Refuse(BadReason.SequenceOrder, data);
        foreach (ref readonly LevelRow row in Frame.Levels)
        {
            if (row.Sequence < start || row.Sequence > end)
                return reader.Refuse(BadReason.SequenceOrder, data);
        }

        return true;
    }

    private bool TrySymbolOfTopic(ReadOnlySpan<byte> topic, in FieldReader reader)
    {
        if (topic.SequenceEqual(Routes.TickerAll))
            SymbolFrom(Field.Subject, 0);
        else
            SymbolFrom(Field.Topic, topic.IndexOf((byte)':') + 1);
        return Frame[Field.Symbol].Length > 0 || reader.Refuse(BadReason.MissingField, 0);
    }

    // "/market/candles:BTC-USDT_1min": the data says whose bar it is, only the topic of what length.
    private bool TryBarLength(ReadOnlySpan<byte> topic, in FieldReader reader)
    {
        int seconds = Words.BarSeconds(topic[(topic.LastIndexOf((byte)'_') + 1)..]);
        Frame[Field.BarSeconds].Number = seconds;
        return seconds > 0 || reader.Refuse(BadReason.UnknownKind, 0);
    }

    private void SymbolFrom(Field field, int skip)
    {
        FieldValue symbol = Frame[field];
        symbol.Offset += skip;
        symbol.Length -= skip;
        Frame[Field.Symbol] = symbol;
    }

    private bool HasOrderNeeds(int data, in FieldReader reader)
    {
        foreach (Field field in MessageShapes.OrderNeeds((OrderEvent)Frame[Field.Event].Number))
        {
            if (Frame[field].Length == 0)
                return reader.Refuse(BadReason.MissingField, data);
        }

        return true;
    }
}
