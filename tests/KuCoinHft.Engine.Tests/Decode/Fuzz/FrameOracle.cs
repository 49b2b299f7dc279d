using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Says of a frame why it may be refused, by System.Text.Json and the tables of <see cref="OracleShape"/> and <see cref="OracleRoute"/>; nothing of the decoder is used.</summary>
/// <remarks>
/// All reasons that hold are given, since the decoder is free in which one it meets first. The rules come in stages (JSON, envelope, route, data, what the kind asks for);
/// a stage is looked at only when those before it found nothing.
/// </remarks>
internal sealed class FrameOracle
{
    private readonly ShapeOracle _shapes;

    public FrameOracle() => _shapes = new ShapeOracle(Tape);

    public OracleTape Tape { get; } = new();

    public bool IsJson { get; private set; }

    /// <summary>What the frame is when it is not to be refused.</summary>
    public UpdateKind Kind { get; private set; }

    /// <summary>Which frames may say it.</summary>
    public FrameKind Form { get; private set; }

    /// <summary>The shape of the data, null when it was not looked at, and its node.</summary>
    public OracleShape? Shape { get; private set; }

    public int Data { get; private set; }

    /// <summary>Where the symbol stands when the data does not name it: a slice of the topic or the subject.</summary>
    public (int Start, int Length) TopicSymbol { get; private set; }

    /// <summary>Seconds of a bar, from its topic.</summary>
    public int BarSeconds { get; private set; }

    /// <summary>The reasons for which the frame is to be refused, a bit for each <see cref="BadReason"/>; 0 when it is to be accepted.</summary>
    public uint Judge(ReadOnlySpan<byte> json)
    {
        (Kind, Form, Shape, Data, TopicSymbol, BarSeconds) = (UpdateKind.Bad, FrameKind.Json, null, 0, (0, 0), 0);
        IsJson = json.Length <= Limits.FrameBytesMax && Tape.Read(json);
        if (!IsJson)
            return JsonReasons(json);
        if (Tape[0].Type != JsonTokenType.StartObject)
            return Bit(BadReason.NotAnObject);
        uint bad = _shapes.Check(json, 0, OracleShape.Envelope);
        return bad != 0 ? bad : Route(json);
    }

    public static uint Bit(BadReason reason) => reason == BadReason.None ? 0 : 1u << (int)reason;

    /// <summary>The node of a key's value, or 0 when it is absent or null.</summary>
    public int Value(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> key) => _shapes.Value(json, at, key);

    // The reasons that only a text that is no JSON can have, and of these the ones that its kind of fault allows.
    private uint JsonReasons(ReadOnlySpan<byte> json)
    {
        if (json.Length > Limits.FrameBytesMax)
            return Bit(BadReason.TooLong);
        if (!OracleTape.IsUtf8(json))
            return Bit(BadReason.NotUtf8);
        if (Tape.IsBeginning)
            return Bit(BadReason.Truncated);
        return Bit(BadReason.Syntax) | Bit(BadReason.Number) | Bit(BadReason.TooDeep) | Bit(BadReason.TrailingBytes) | Bit(BadReason.ControlCharacter) | Bit(BadReason.InvalidEscape);
    }

    private uint Route(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> type = _shapes.Text(json, 0, "type"u8);
        ReadOnlySpan<byte> topic = _shapes.Text(json, 0, "topic"u8);
        Data = Value(json, 0, "data"u8);
        if (type.SequenceEqual("message"u8))
            return Routed(json, OracleRoute.Find(OracleRoute.Pushes, topic, _shapes.Text(json, 0, "subject"u8)));
        if (type.SequenceEqual("rest"u8))
        {
            Form = FrameKind.Rest;
            OracleRoute? route = OracleRoute.Find(OracleRoute.RestRows, topic, default);
            if (route is null || Value(json, 0, "code"u8) == 0)
                return Routed(json, route);
            // A refusal in the place of the row.
            Kind = UpdateKind.Error;
            return Code(json);
        }

        if (type.SequenceEqual("snapshot"u8))
            return Part(json, topic);
        return type.IsEmpty ? Answer(json) : Control(json, type);
    }

    private uint Routed(ReadOnlySpan<byte> json, OracleRoute? route)
    {
        if (route is null)
            return Bit(BadReason.UnknownKind);
        Kind = route.Kind;
        if (Data == 0)
            return Kind == UpdateKind.Ignored ? 0 : Bit(BadReason.MissingField);
        Shape = route.Shape;
        if (Kind == UpdateKind.MarginPosition && _shapes.HasKey(json, Data, "type"u8))
            (Kind, Shape) = (UpdateKind.MarginStatus, OracleShape.MarginStatus);
        uint bad = _shapes.Check(json, Data, Shape!);
        if (bad != 0)
            return bad;
        return Kind switch
        {
            UpdateKind.Level2 => Ordered(json),
            UpdateKind.Ticker or UpdateKind.Level1 or UpdateKind.Depth => Symbol(json),
            UpdateKind.Order => OrderNeeds(json),
            UpdateKind.Candle => BarLength(json),
            _ => 0,
        };
    }

    private uint Part(ReadOnlySpan<byte> json, ReadOnlySpan<byte> topic)
    {
        (Form, Kind, Shape) = (FrameKind.Snapshot, UpdateKind.SnapshotPart, OracleShape.SnapshotPart);
        long part = _shapes.Integer(json, 0, "part"u8);
        long parts = _shapes.Integer(json, 0, "parts"u8);
        uint bad = topic.StartsWith("/market/level2:"u8) ? 0 : Bit(BadReason.UnknownKind);
        bad |= Data == 0 || part == 0 || parts == 0 ? Bit(BadReason.MissingField) : 0;
        bad |= part > parts || parts > short.MaxValue ? Bit(BadReason.UnknownValue) : 0;
        if (bad == 0)
            bad = _shapes.Check(json, Data, Shape);
        if (bad == 0)
            TopicSymbol = Slice(Value(json, 0, "topic"u8), "/market/level2:".Length);
        return bad;
    }

    // Without a type: an operation's answer, a session's message, or a refusal, which has a code alone.
    private uint Answer(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> operation = _shapes.Text(json, 0, "op"u8);
        if (operation.IsEmpty && !_shapes.Text(json, 0, "sessionId"u8).IsEmpty)
        {
            Kind = _shapes.Text(json, 0, "data"u8).SequenceEqual("welcome"u8) && Tape[Data].IsString ? UpdateKind.Welcome : UpdateKind.Ignored;
            return 0;
        }

        if (operation.IsEmpty)
        {
            Kind = UpdateKind.Error;
            return Value(json, 0, "code"u8) == 0 ? Bit(BadReason.UnknownKind) : Code(json);
        }

        OracleRoute? route = OracleRoute.Find(OracleRoute.Operations, operation, default);
        if (route is null)
            return Bit(BadReason.UnknownKind);
        Kind = route.Kind;
        Shape = route.Shape;
        uint bad = Kind is UpdateKind.OrderAnswer or UpdateKind.CancelAnswer ? Code(json) : 0;
        return Shape is null || Data == 0 ? bad : bad | _shapes.Check(json, Data, Shape);
    }

    private uint Control(ReadOnlySpan<byte> json, ReadOnlySpan<byte> type)
    {
        Kind = type.SequenceEqual("ack"u8) ? UpdateKind.Ack
            : type.SequenceEqual("pong"u8) ? UpdateKind.Pong
            : type.SequenceEqual("welcome"u8) ? UpdateKind.Welcome
            : type.SequenceEqual("error"u8) ? UpdateKind.Error
            : UpdateKind.Bad;
        if (Kind == UpdateKind.Bad)
            return Bit(BadReason.UnknownKind);
        if (Kind != UpdateKind.Error)
            return 0;
        return Code(json) | (Data == 0 || Tape[Data].IsString ? 0 : Bit(BadReason.WrongShape));
    }

    private uint Code(ReadOnlySpan<byte> json) =>
        Value(json, 0, "code"u8) == 0 ? Bit(BadReason.MissingField)
        : _shapes.Integer(json, 0, "code"u8) > int.MaxValue ? Bit(BadReason.UnknownValue)
        : 0;

    private uint Ordered(ReadOnlySpan<byte> json)
    {
        long first = _shapes.Integer(json, Data, "sequenceStart"u8);
        long last = _shapes.Integer(json, Data, "sequenceEnd"u8);
        bool isOrdered = first <= last;
        int changes = Value(json, Data, "changes"u8);
        foreach (int side in (ReadOnlySpan<int>)[Value(json, changes, "asks"u8), Value(json, changes, "bids"u8)])
        {
            for (int row = side + 1; row < Tape[side].Next; row = Tape[row].Next)
            {
                OracleNumber.ReadInteger(json.Slice(Tape[row + 3].Start, Tape[row + 3].Length), out long sequence);
                isOrdered &= sequence >= first && sequence <= last;
            }
        }

        return isOrdered ? 0 : Bit(BadReason.SequenceOrder);
    }

    private uint Symbol(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> topic = _shapes.Text(json, 0, "topic"u8);
        bool isAll = topic.SequenceEqual("/market/ticker:all"u8);
        TopicSymbol = isAll ? Slice(Value(json, 0, "subject"u8), 0) : Slice(Value(json, 0, "topic"u8), topic.IndexOf((byte)':') + 1);
        return TopicSymbol.Length > 0 ? 0 : Bit(BadReason.MissingField);
    }

    private (int Start, int Length) Slice(int node, int skip) => node == 0 ? (0, 0) : (Tape[node].Start + skip, Tape[node].Length - skip);

    private uint OrderNeeds(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> type = _shapes.Text(json, Data, "type"u8);
        ReadOnlySpan<byte> needs = type.SequenceEqual("received"u8) ? ""u8
            : type.SequenceEqual("match"u8) ? "matchPrice matchSize filledSize tradeId liquidity"u8
            : type.SequenceEqual("filled"u8) || type.SequenceEqual("canceled"u8) ? "filledSize"u8
            : "filledSize remainSize"u8;
        foreach (Range key in needs.Split((byte)' '))
        {
            if (!needs[key].IsEmpty && _shapes.Text(json, Data, needs[key]).IsEmpty)
                return Bit(BadReason.MissingField);
        }

        return 0;
    }

    private uint BarLength(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> topic = _shapes.Text(json, 0, "topic"u8);
        foreach ((byte[] name, int seconds) in OracleRoute.Bars)
        {
            // Behind the last underscore; names have none.
            if (topic.EndsWith(name) && (topic[^(name.Length + 1)] is (byte)'_' || topic.Length == name.Length))
                BarSeconds = seconds;
        }

        return BarSeconds > 0 ? 0 : Bit(BadReason.UnknownKind);
    }
}
