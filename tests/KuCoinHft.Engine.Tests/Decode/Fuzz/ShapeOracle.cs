using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Why an object does not have a shape: every reason that holds.</summary>
internal sealed class ShapeOracle(OracleTape tape)
{
    private readonly OracleTape _tape = tape;

    /// <summary>The bytes of a node, quotes aside.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, int at) => json.Slice(_tape[at].Start, _tape[at].Length);

    /// <summary>The bytes of a key's value; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> key)
    {
        int value = Value(json, at, key);
        return value == 0 ? default : Text(json, value);
    }

    /// <summary>The node of a key's value, or 0 when it is absent or null.</summary>
    public int Value(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> key)
    {
        if (_tape[at].Type != JsonTokenType.StartObject)
            return 0;
        for (int node = at + 1; node < _tape[at].Next; node = _tape[node + 1].Next)
        {
            if (Text(json, node).SequenceEqual(key))
                return _tape[node + 1].Type == JsonTokenType.Null ? 0 : node + 1;
        }

        return 0;
    }

    public bool HasKey(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> key)
    {
        if (_tape[at].Type != JsonTokenType.StartObject)
            return false;
        for (int node = at + 1; node < _tape[at].Next; node = _tape[node + 1].Next)
        {
            if (Text(json, node).SequenceEqual(key))
                return true;
        }

        return false;
    }

    /// <summary>A key's whole number; 0 when it is absent or null.</summary>
    public long Integer(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> key)
    {
        OracleNumber.ReadInteger(Text(json, at, key), out long value);
        return value;
    }

    public uint Check(ReadOnlySpan<byte> json, int at, OracleShape shape)
    {
        if (_tape[at].Type != JsonTokenType.StartObject)
            return Bit(BadReason.WrongShape);
        uint bad = 0;
        ulong present = 0;
        for (int key = at + 1; key < _tape[at].Next; key = _tape[key + 1].Next)
        {
            if (_tape[key].IsEscaped)
                bad |= Bit(BadReason.Escape);
            int index = shape.Find(Text(json, key));
            if (index < 0)
                continue;
            OracleRule rule = shape.Rules[index];
            if ((present >> index & 1) != 0)
                bad |= Bit(BadReason.DuplicateField);
            present |= 1UL << index;
            if (_tape[key + 1].Type == JsonTokenType.Null)
                bad |= rule.Need == '!' ? Bit(BadReason.MissingField) : 0;
            else
                bad |= Value(json, key + 1, rule);
        }

        for (int i = 0; i < shape.Rules.Length; i++)
            bad |= shape.Rules[i].Need != ' ' && (present >> i & 1) == 0 ? Bit(BadReason.MissingField) : 0;
        return bad | TooMany(json, at, shape);
    }

    private static uint Bit(BadReason reason) => FrameOracle.Bit(reason);

    private uint Value(ReadOnlySpan<byte> json, int at, OracleRule rule)
    {
        JsonTokenType type = _tape[at].Type;
        switch (rule.Type)
        {
            case "any":
                return 0;
            case "flag":
                return type is JsonTokenType.True or JsonTokenType.False ? 0 : Bit(BadReason.WrongShape);
            case "object":
                return Check(json, at, rule.Inner!);
            case "row" or "texts" or "changes" or "levels":
                return List(json, at, rule);
            case "assets" or "isolatedassets" or "debts":
                return ByCurrency(json, at, rule.Type);
            case "int" or "dec" or "amount" or "sum" or "text" when type == JsonTokenType.Number:
            case not "any" when type == JsonTokenType.String:
                break;
            default:
                return Bit(BadReason.WrongShape);
        }

        if (rule.Type == "text")
            return 0;
        // A reader that undoes escapes would find a number or a word here; we want it written plainly.
        uint escape = _tape[at].IsEscaped ? Bit(BadReason.Escape) : 0;
        return escape != 0 ? escape : Scalar(Text(json, at), rule);
    }

    private static uint Scalar(ReadOnlySpan<byte> text, OracleRule rule)
    {
        switch (rule.Type)
        {
            case "int":
                return Bit(OracleNumber.ReadInteger(text, out _));
            case "dec":
                return Bit(OracleNumber.Read(text, out _));
            case "amount":
                BadReason bad = OracleNumber.Read(text, out OracleNumber amount);
                return bad != BadReason.None ? Bit(bad) : amount.IsBelowZero ? Bit(BadReason.UnknownValue) : 0;
            case "sum":
                bad = OracleNumber.ReadSum(text, out OracleNumber sum);
                return bad != BadReason.None ? Bit(bad) : sum.IsBelowZero ? Bit(BadReason.UnknownValue) : 0;
            case "stopevent":
                return StopEvent(text) != OrderEvent.None ? 0 : Bit(BadReason.UnknownValue);
            case "word":
                return WordIndex(text, rule) > 0 ? 0 : Bit(BadReason.UnknownValue);
            default:
                return 0;
        }
    }

    /// <summary>The number of the word in its list, from 1, or 0.</summary>
    public static int WordIndex(ReadOnlySpan<byte> text, OracleRule rule)
    {
        for (int i = 0; i < rule.Words.Length; i++)
        {
            if (text.SequenceEqual(rule.Words[i]))
                return i + 1;
        }

        return 0;
    }

    /// <summary>What a stop order's word says; TRIGGERED is written in both cases.</summary>
    public static OrderEvent StopEvent(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text) switch
    {
        "received" => OrderEvent.Received,
        "open" => OrderEvent.Open,
        "match" => OrderEvent.Match,
        "update" => OrderEvent.Update,
        "filled" => OrderEvent.Filled,
        "canceled" or "cancel" => OrderEvent.Canceled,
        string word when word.Equals("triggered", StringComparison.OrdinalIgnoreCase) => OrderEvent.Triggered,
        _ => OrderEvent.None,
    };

    private uint List(ReadOnlySpan<byte> json, int at, OracleRule rule)
    {
        if (_tape[at].Type != JsonTokenType.StartArray)
            return Bit(BadReason.WrongShape);
        uint bad = 0;
        int place = 0;
        for (int element = at + 1; element < _tape[at].Next; element = _tape[element].Next)
        {
            bad |= rule.Type switch
            {
                "texts" => _tape[element].Type == JsonTokenType.String ? 0 : Bit(BadReason.WrongShape),
                "row" => place < rule.Inner!.Rules.Length ? Value(json, element, rule.Inner.Rules[place]) : Bit(BadReason.WrongShape),
                _ => Level(json, element, width: rule.Type == "changes" ? 3 : 2),
            };
            place++;
        }

        return bad;
    }

    private uint Level(ReadOnlySpan<byte> json, int at, int width)
    {
        if (_tape[at].Type != JsonTokenType.StartArray || _tape[at].Next != at + 1 + width)
            return Bit(BadReason.WrongShape);
        uint bad = 0;
        for (int place = 1; place <= width; place++)
        {
            if (_tape[at + place].Type != JsonTokenType.String)
                return bad | Bit(BadReason.WrongShape);
            ReadOnlySpan<byte> text = Text(json, at + place);
            OracleNumber value = default;
            BadReason reason = place == 3 ? OracleNumber.ReadInteger(text, out _) : OracleNumber.Read(text, out value);
            bad |= Bit(reason) | (value.IsBelowZero ? Bit(BadReason.UnknownValue) : 0);
        }

        return bad;
    }

    private uint ByCurrency(ReadOnlySpan<byte> json, int at, string type)
    {
        if (_tape[at].Type != JsonTokenType.StartObject)
            return Bit(BadReason.WrongShape);
        uint bad = 0;
        var names = new HashSet<string>();
        for (int key = at + 1; key < _tape[at].Next; key = _tape[key + 1].Next)
        {
            bad |= _tape[key].IsEscaped ? Bit(BadReason.Escape) : 0;
            bad |= names.Add(Encoding.Latin1.GetString(Text(json, key))) ? 0 : Bit(BadReason.DuplicateField);
            bad |= type switch
            {
                "assets" => Check(json, key + 1, OracleShape.Asset),
                "isolatedassets" => Check(json, key + 1, OracleShape.IsolatedAsset),
                _ when _tape[key + 1].Type is not (JsonTokenType.String or JsonTokenType.Number) => Bit(BadReason.WrongShape),
                _ => Bit(OracleNumber.Read(Text(json, key + 1), out _)),
            };
        }

        return bad;
    }

    // Rows of both sides together, and currencies of both lists together, have one bound each.
    private uint TooMany(ReadOnlySpan<byte> json, int at, OracleShape shape)
    {
        if (_tape[at].Next - at < Limits.MarginCurrenciesMax)
            return 0;
        int rows = 0;
        var currencies = new HashSet<string>();
        for (int key = at + 1; key < _tape[at].Next; key = _tape[key + 1].Next)
        {
            int index = shape.Find(Text(json, key));
            string type = index < 0 ? "" : shape.Rules[index].Type;
            for (int inner = key + 2; inner < _tape[key + 1].Next; inner = type is "changes" or "levels" ? _tape[inner].Next : _tape[inner + 1].Next)
            {
                if (type is "changes" or "levels")
                    rows++;
                else if (type is "assets" or "isolatedassets" or "debts" && _tape[inner].IsKey)
                    currencies.Add(Encoding.Latin1.GetString(Text(json, inner)));
                else
                    break;
            }
        }

        return rows > Limits.ChangesPerFrameMax || currencies.Count > Limits.MarginCurrenciesMax ? Bit(BadReason.TooLong) : 0;
    }
}
