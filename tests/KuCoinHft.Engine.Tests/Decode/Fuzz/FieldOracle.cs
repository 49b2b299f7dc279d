using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Compares every field of an accepted frame with what System.Text.Json finds in its place.</summary>
/// <remarks>Where a field is kept is asked of the decoder; which keys there are, how they are written and what they say is not.</remarks>
internal sealed class FieldOracle(FrameOracle oracle)
{
    private static readonly Dictionary<string, Field> Envelope = new()
    {
        ["type"] = Field.Type,
        ["topic"] = Field.Topic,
        ["subject"] = Field.Subject,
        ["id"] = Field.Id,
        ["op"] = Field.Op,
        ["code"] = Field.Code,
        ["sessionId"] = Field.SessionId,
        ["part"] = Field.Part,
        ["parts"] = Field.Parts,
        ["userId"] = Field.UserId,
        ["channelType"] = Field.ChannelType,
        ["timestamp"] = Field.Timestamp,
        ["pingInterval"] = Field.PingInterval,
        ["pingTimeout"] = Field.PingTimeout,
        ["inTime"] = Field.InTime,
        ["outTime"] = Field.OutTime,
    };

    private readonly HashSet<ObjectShape> _known = [];

    private OracleTape Tape => oracle.Tape;

    /// <summary>What differs, or null.</summary>
    public string? Difference(ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        foreach ((string key, Field field) in Envelope)
        {
            OracleRule rule = OracleShape.Envelope.Rules[OracleShape.Envelope.Find(Encoding.ASCII.GetBytes(key))];
            if (!IsSame(json, oracle.Value(json, 0, rule.Key), rule, frame[field]))
                return $"the envelope's {key} is {Describe(json, frame[field])}";
        }

        if (!IsSameSymbol(json, frame))
            return $"the topic's symbol is {Describe(json, frame[Field.Symbol])}";
        if (oracle.BarSeconds != 0 && frame[Field.BarSeconds].Number != oracle.BarSeconds)
            return $"a bar of {oracle.BarSeconds} s is one of {frame[Field.BarSeconds].Number}";
        if (oracle.Data == 0 || oracle.Shape is null)
            return frame.DataShape is null ? null : "data was read where there is none to read";
        if (frame.DataShape is null)
            return "data was not read";
        return Difference(json, oracle.Data, oracle.Shape, frame.DataShape, frame) ?? Levels(json, frame) ?? Currencies(json, frame);
    }

    // Node 0 stands for an object that is not there: then none of its fields is.
    private string? Difference(ReadOnlySpan<byte> json, int at, OracleShape expected, ObjectShape shape, DecodedFrame frame)
    {
        if (_known.Add(shape) && shape.Fields.Length != expected.Rules.Length)
            return $"the decoder reads {shape.Fields.Length} keys of an object, the oracle knows {expected.Rules.Length}: {string.Join(' ', shape.Fields.ToArray().Select(f => f.KeyText))}";
        for (int i = 0; i < shape.Fields.Length; i++)
        {
            FieldShape field = shape.Fields[i];
            int index = expected.Find(field.Key);
            if (index < 0)
                return $"the decoder reads {field.KeyText}, of which the oracle has no rule";
            OracleRule rule = expected.Rules[index];
            int node = at == 0 ? 0 : Tape[at].Type == JsonTokenType.StartArray ? Element(at, i) : oracle.Value(json, at, rule.Key);
            if (!IsSame(json, node, rule, frame[field.Field]))
                return $"{field.KeyText} is {Describe(json, frame[field.Field])}";
            if (rule.Inner is not null && Difference(json, node, rule.Inner, field.Inner!, frame) is string inner)
                return $"{inner} in {field.KeyText}";
        }

        return null;
    }

    private int Element(int at, int place)
    {
        int element = at + 1;
        for (; place > 0 && element < Tape[at].Next; place--)
            element = Tape[element].Next;
        return element < Tape[at].Next ? element : 0;
    }

    private bool IsSame(ReadOnlySpan<byte> json, int node, OracleRule rule, in FieldValue value)
    {
        if (node == 0)
            return value is { Number: 0, Scale: 0, Offset: 0, Length: 0, IsQuoted: false, HasEscape: false };
        ref readonly OracleNode theirs = ref Tape[node];
        if ((value.Offset, value.Length, value.IsQuoted, value.HasEscape) != (theirs.Start, theirs.Length, theirs.IsString, theirs.IsEscaped))
            return false;
        ReadOnlySpan<byte> text = json.Slice(theirs.Start, theirs.Length);
        OracleNumber number = default;
        switch (rule.Type)
        {
            case "int":
                return OracleNumber.ReadInteger(text, out long integer) == BadReason.None && value.Number == integer && value.Scale == 0;
            case "dec" or "amount":
                return OracleNumber.Read(text, out number) == BadReason.None && (value.Number, value.Scale) == number.Form;
            case "sum":
                return OracleNumber.ReadSum(text, out number) == BadReason.None && (value.Number, value.Scale) == number.Form;
            case "word":
                return value.Number == ShapeOracle.WordIndex(text, rule);
            case "flag":
                return value.Number == (theirs.Type == JsonTokenType.True ? 1 : 0);
            case "stopevent":
                return value.Number == (int)ShapeOracle.StopEvent(text);
            default:
                return true;
        }
    }

    private bool IsSameSymbol(ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        (int start, int length) = oracle.TopicSymbol;
        return length == 0 || frame.Text(json, Field.Symbol).SequenceEqual(json.Slice(start, length));
    }

    // The rows of both sides in the order of the text.
    private string? Levels(ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        int at = oracle.Kind == UpdateKind.Level2 ? oracle.Value(json, oracle.Data, "changes"u8) : oracle.Data;
        int count = 0;
        bool hasLevels = oracle.Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart or UpdateKind.Depth || oracle.Shape == OracleShape.Of("depth");
        for (int key = at + 1; hasLevels && key < Tape[at].Next; key = Tape[key + 1].Next)
        {
            ReadOnlySpan<byte> name = json.Slice(Tape[key].Start, Tape[key].Length);
            Side side = name.SequenceEqual("asks"u8) ? Side.Sell : name.SequenceEqual("bids"u8) ? Side.Buy : Side.None;
            if (side == Side.None || Tape[key + 1].Type == JsonTokenType.Null)
                continue;
            for (int row = key + 2; row < Tape[key + 1].Next; row = Tape[row].Next)
            {
                if (count == frame.Levels.Length || !IsSameLevel(json, row, side, frame.Levels[count]))
                    return $"level {count} is not the one in the text";
                count++;
            }
        }

        return count == frame.Levels.Length ? null : $"{frame.Levels.Length} levels instead of {count}";
    }

    private bool IsSameLevel(ReadOnlySpan<byte> json, int row, Side side, in LevelRow level)
    {
        OracleNumber.Read(json.Slice(Tape[row + 1].Start, Tape[row + 1].Length), out OracleNumber price);
        OracleNumber.Read(json.Slice(Tape[row + 2].Start, Tape[row + 2].Length), out OracleNumber size);
        long sequence = 0;
        if (Tape[row].Next == row + 4)
            OracleNumber.ReadInteger(json.Slice(Tape[row + 3].Start, Tape[row + 3].Length), out sequence);
        return (level.Price.Mantissa, level.Price.Scale) == price.Form && (level.Size.Mantissa, level.Size.Scale) == size.Form
            && level.Sequence == sequence && level.Side == side;
    }

    private string? Currencies(ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        bool isIsolated = oracle.Kind == UpdateKind.IsolatedPosition;
        int assets = oracle.Value(json, oracle.Data, isIsolated ? "changeAssets"u8 : "assetList"u8);
        int debts = isIsolated ? 0 : oracle.Value(json, oracle.Data, "debtList"u8);
        bool hasCurrencies = isIsolated || oracle.Shape == OracleShape.Of("margin");
        var names = new HashSet<string>();
        foreach (int list in hasCurrencies ? (ReadOnlySpan<int>)[assets, debts] : [])
        {
            for (int key = list + 1; list != 0 && key < Tape[list].Next; key = Tape[key + 1].Next)
                names.Add(Encoding.Latin1.GetString(json.Slice(Tape[key].Start, Tape[key].Length)));
        }

        if (names.Count != frame.Currencies.Length)
            return $"{frame.Currencies.Length} currencies instead of {names.Count}";
        foreach (ref readonly MarginCurrency currency in frame.Currencies)
        {
            ReadOnlySpan<byte> name = json.Slice(currency.NameOffset, currency.NameLength);
            int asset = assets == 0 ? 0 : oracle.Value(json, assets, name);
            int debt = debts == 0 ? 0 : oracle.Value(json, debts, name);
            bool isSame = names.Remove(Encoding.Latin1.GetString(name)) && currency.HasAsset == (asset != 0) && currency.HasDebt == (debt != 0)
                && IsAmount(json, asset, "total"u8, currency.Total) && IsAmount(json, asset, "hold"u8, currency.Hold)
                && IsAmount(json, isIsolated ? 0 : asset, "available"u8, currency.Available) && Form(json, debt) == (currency.Debt.Mantissa, currency.Debt.Scale)
                && IsAmount(json, isIsolated ? asset : 0, "liabilityPrincipal"u8, currency.Principal)
                && IsAmount(json, isIsolated ? asset : 0, "liabilityInterest"u8, currency.Interest);
            if (!isSame)
                return $"the currency {Encoding.UTF8.GetString(name)} has other amounts";
        }

        return null;
    }

    private bool IsAmount(ReadOnlySpan<byte> json, int asset, ReadOnlySpan<byte> key, Dec value) =>
        Form(json, asset == 0 ? 0 : oracle.Value(json, asset, key)) == (value.Mantissa, value.Scale);

    private (long Mantissa, int Scale) Form(ReadOnlySpan<byte> json, int node)
    {
        OracleNumber number = default;
        if (node != 0)
            OracleNumber.Read(json.Slice(Tape[node].Start, Tape[node].Length), out number);
        return number.Form;
    }

    private static string Describe(ReadOnlySpan<byte> json, in FieldValue value)
    {
        string text = value.Offset + value.Length <= json.Length ? Encoding.Latin1.GetString(json.Slice(value.Offset, value.Length)) : "outside the frame";
        return $"{value.Number} with scale {value.Scale}, {(value.IsQuoted ? "quoted" : "not quoted")}, {value.Length} bytes at {value.Offset}: {text}";
    }
}
