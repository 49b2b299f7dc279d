using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>Takes the fields of a shape out of a tape.</summary>
/// <remarks>Errors: false, with the reason and offset in the frame. A field of another type than its shape says is never guessed at.</remarks>
internal readonly ref struct FieldReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<JsonToken> _tokens;
    private readonly DecodedFrame _frame;

    public FieldReader(ReadOnlySpan<byte> json, ReadOnlySpan<JsonToken> tokens, DecodedFrame frame)
    {
        _json = json;
        _tokens = tokens;
        _frame = frame;
    }

    /// <summary>Reads the object at token <paramref name="at"/>; every field of the shape is set, absent ones to 0 and empty.</summary>
    public bool TryRead(int at, ObjectShape shape, out ulong seen)
    {
        seen = 0;
        if (_tokens[at].Kind != JsonKind.Object)
            return Refuse(BadReason.WrongShape, at);
        ulong present = 0;
        int hint = 0;
        int end = _tokens[at].Next;
        for (int key = at + 1; key < end; key = _tokens[key + 1].Next)
        {
            if (_tokens[key].HasEscape)
                return Refuse(BadReason.Escape, key);
            int index = shape.Find(Text(key), hint);
            if (index < 0)
                continue;
            hint = index + 1;
            ulong bit = 1UL << index;
            if ((present & bit) != 0)
                return Refuse(BadReason.DuplicateField, key);
            present |= bit;
            FieldShape field = shape[index];
            if (_tokens[key + 1].Kind != JsonKind.Null)
            {
                seen |= bit;
                if (!TryReadValue(key + 1, field))
                    return false;
            }
            else if (field.Need == FieldNeed.Required)
            {
                return Refuse(BadReason.MissingField, key);
            }
        }

        if ((shape.Needed & ~present) != 0)
            return Refuse(BadReason.MissingField, at);
        for (ulong absent = shape.All & ~seen; absent != 0; absent &= absent - 1)
            Clear(shape[System.Numerics.BitOperations.TrailingZeroCount(absent)]);
        return true;
    }

    /// <summary>The text of a token.</summary>
    public ReadOnlySpan<byte> Text(int at) => _json.Slice(_tokens[at].Offset, _tokens[at].Length);

    /// <summary>Whether the object at token <paramref name="at"/> has the key.</summary>
    public bool HasKey(int at, ReadOnlySpan<byte> name)
    {
        if (_tokens[at].Kind != JsonKind.Object)
            return false;
        for (int key = at + 1; key < _tokens[at].Next; key = _tokens[key + 1].Next)
        {
            if (Text(key).SequenceEqual(name))
                return true;
        }

        return false;
    }

    public bool Refuse(BadReason bad, int at) => _frame.Refuse(bad, _tokens[at].Offset);

    // Of an object that is not there, none of its fields is there: a slice of an earlier frame could lie outside of this one.
    private void Clear(FieldShape field)
    {
        _frame[field.Field] = default;
        if (field.Inner is null)
            return;
        foreach (FieldShape inner in field.Inner.Fields)
            Clear(inner);
    }

    private bool TryReadValue(int at, FieldShape field)
    {
        ref readonly JsonToken token = ref _tokens[at];
        ref FieldValue value = ref _frame[field.Field];
        value.Number = 0;
        value.Scale = 0;
        value.Offset = token.Offset;
        value.Length = token.Length;
        value.IsQuoted = token.Kind == JsonKind.String;
        value.HasEscape = token.HasEscape;
        switch (field.Type)
        {
            case FieldType.Deferred:
                value.Number = at;
                return true;
            case FieldType.Object:
                bool isRead = TryRead(at, field.Inner!, out ulong seen);
                value.Number = (long)seen;
                return isRead;
            case FieldType.Row:
                bool isRow = TryReadRow(at, field.Inner!, out ulong places);
                value.Number = (long)places;
                return isRow;
            case FieldType.Changes or FieldType.Levels:
                return TryReadLevels(at, field.Field == Field.Asks ? Side.Sell : Side.Buy, field.Type == FieldType.Changes);
            case FieldType.Assets or FieldType.IsolatedAssets or FieldType.Debts:
                return new CurrencyReader(this, _json, _tokens, _frame).TryRead(at, field.Type);
            case FieldType.Texts:
                return TryReadTexts(at);
            case FieldType.Flag:
                value.Number = token.Kind == JsonKind.True ? 1 : 0;
                return token.Kind is JsonKind.True or JsonKind.False || Refuse(BadReason.WrongShape, at);
        }

        if (token.Kind != JsonKind.String && (token.Kind != JsonKind.Number || !MayBeNumber(field.Type)))
            return Refuse(BadReason.WrongShape, at);
        // What is passed on may hold escapes; what is compared or computed with may not.
        if (token.HasEscape && field.Type != FieldType.Text)
            return Refuse(BadReason.Escape, at);
        BadReason bad = Interpret(field.Type, Text(at), ref value);
        return bad == BadReason.None || Refuse(bad, at);
    }

    private static bool MayBeNumber(FieldType type) => type is FieldType.Text or FieldType.Integer or FieldType.Decimal or FieldType.Amount or FieldType.Sum;

    private static BadReason Interpret(FieldType type, ReadOnlySpan<byte> text, ref FieldValue value)
    {
        switch (type)
        {
            case FieldType.Integer:
                return Words.Integer(text, out value.Number);
            case FieldType.Decimal or FieldType.Amount or FieldType.Sum:
                BadReason bad = type == FieldType.Sum ? Dec.ParseCut(text, out Dec number) : Dec.Parse(text, out number);
                value.Number = number.Mantissa;
                value.Scale = number.Scale;
                return bad == BadReason.None && type != FieldType.Decimal && number.Mantissa < 0 ? BadReason.UnknownValue : bad;
            case FieldType.Side:
                value.Number = (long)Words.Side(text);
                break;
            case FieldType.OrderEvent:
                value.Number = (long)Words.OrderEvent(text);
                break;
            case FieldType.OrderStatus:
                value.Number = Words.OrderStatus(text);
                break;
            case FieldType.Liquidity:
                value.Number = Words.Liquidity(text);
                break;
            case FieldType.StopEvent:
                value.Number = (long)Words.StopEvent(text);
                break;
            case FieldType.StopTrigger:
                value.Number = (long)Words.StopTrigger(text);
                return BadReason.None;
            case FieldType.IsolatedStatus:
                value.Number = (long)Words.IsolatedStatus(text);
                break;
            case FieldType.MarginEvent:
                value.Number = (long)Words.MarginEvent(text);
                break;
            default:
                return BadReason.None;
        }

        return value.Number == 0 ? BadReason.UnknownValue : BadReason.None;
    }

    private bool TryReadRow(int at, ObjectShape shape, out ulong seen)
    {
        seen = 0;
        if (_tokens[at].Kind != JsonKind.Array)
            return Refuse(BadReason.WrongShape, at);
        foreach (FieldShape field in shape.Fields)
            _frame[field.Field] = default;
        int place = 0;
        for (int element = at + 1; element < _tokens[at].Next; element = _tokens[element].Next)
        {
            if (place == shape.Fields.Length)
                return Refuse(BadReason.WrongShape, element);
            if (!TryReadValue(element, shape[place]))
                return false;
            seen |= 1UL << place++;
        }

        return true;
    }

    private bool TryReadTexts(int at)
    {
        if (_tokens[at].Kind != JsonKind.Array)
            return Refuse(BadReason.WrongShape, at);
        for (int element = at + 1; element < _tokens[at].Next; element = _tokens[element].Next)
        {
            if (_tokens[element].Kind != JsonKind.String)
                return Refuse(BadReason.WrongShape, element);
        }

        return true;
    }

    private bool TryReadLevels(int at, Side side, bool hasSequence)
    {
        if (_tokens[at].Kind != JsonKind.Array)
            return Refuse(BadReason.WrongShape, at);
        Span<LevelRow> rows = _frame.LevelScratch;
        int width = hasSequence ? 3 : 2;
        int count = _frame.LevelCount;
        int end = _tokens[at].Next;
        for (int row = at + 1; row < end; row = _tokens[row].Next)
        {
            // Scalars take one token each, so the row's end also tells that it holds nothing else.
            if (_tokens[row].Kind != JsonKind.Array || _tokens[row].Next != row + width + 1)
                return Refuse(BadReason.WrongShape, row);
            if (count == rows.Length)
                return Refuse(BadReason.TooLong, row);
            ref LevelRow level = ref rows[count++];
            level.Side = side;
            level.Sequence = 0;
            if (!TryReadAmount(row + 1, out level.Price) || !TryReadAmount(row + 2, out level.Size))
                return false;
            if (hasSequence && !TryReadSequence(row + 3, out level.Sequence))
                return false;
        }

        _frame.LevelCount = count;
        return true;
    }

    // KuCoin writes levels as strings, and the change ring's size rests on the bytes that the quotes take.
    private bool TryReadAmount(int at, out Dec value)
    {
        value = default;
        if (_tokens[at].Kind != JsonKind.String)
            return Refuse(BadReason.WrongShape, at);
        BadReason bad = Dec.Parse(Text(at), out value);
        if (bad == BadReason.None && value.Mantissa < 0)
            bad = BadReason.UnknownValue;
        return bad == BadReason.None || Refuse(bad, at);
    }

    private bool TryReadSequence(int at, out long value)
    {
        value = 0;
        if (_tokens[at].Kind != JsonKind.String)
            return Refuse(BadReason.WrongShape, at);
        BadReason bad = Words.Integer(Text(at), out value);
        return bad == BadReason.None || Refuse(bad, at);
    }
}
