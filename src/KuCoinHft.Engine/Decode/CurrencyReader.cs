namespace KuCoinHft.Engine.Decode;

/// <summary>Takes the objects by currency out of a tape: the assets and debts of margin positions.</summary>
/// <remarks>Errors: as <see cref="FieldReader"/>.</remarks>
internal readonly ref struct CurrencyReader
{
    private readonly FieldReader _fields;
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<JsonToken> _tokens;
    private readonly DecodedFrame _frame;

    public CurrencyReader(FieldReader fields, ReadOnlySpan<byte> json, ReadOnlySpan<JsonToken> tokens, DecodedFrame frame)
    {
        _fields = fields;
        _json = json;
        _tokens = tokens;
        _frame = frame;
    }

    /// <summary>Reads the object at token <paramref name="at"/> into the frame's currencies.</summary>
    /// <param name="type">Assets, IsolatedAssets or Debts.</param>
    public bool TryRead(int at, FieldType type)
    {
        if (_tokens[at].Kind != JsonKind.Object)
            return _fields.Refuse(BadReason.WrongShape, at);
        int hint = 0;
        for (int key = at + 1; key < _tokens[at].Next; key = _tokens[key + 1].Next)
        {
            if (!TryFindCurrency(key, ref hint, out int index))
                return false;
            ref MarginCurrency currency = ref _frame.CurrencyScratch[index];
            if (type == FieldType.Debts ? currency.HasDebt : currency.HasAsset)
                return _fields.Refuse(BadReason.DuplicateField, key);
            if (type == FieldType.Debts ? !TryReadDebt(key + 1, ref currency) : !TryReadAsset(key + 1, type, ref currency))
                return false;
        }

        return true;
    }

    private bool TryReadAsset(int at, FieldType type, ref MarginCurrency currency)
    {
        bool isIsolated = type == FieldType.IsolatedAssets;
        if (!_fields.TryRead(at, isIsolated ? MessageShapes.IsolatedAsset : MessageShapes.Asset, out _))
            return false;
        currency.HasAsset = true;
        currency.Total = _frame[Field.Total].Decimal;
        currency.Hold = _frame[Field.Hold].Decimal;
        if (isIsolated)
        {
            currency.Principal = _frame[Field.LiabilityPrincipal].Decimal;
            currency.Interest = _frame[Field.LiabilityInterest].Decimal;
        }
        else
        {
            currency.Available = _frame[Field.Available].Decimal;
        }

        return true;
    }

    private bool TryReadDebt(int at, ref MarginCurrency currency)
    {
        if (_tokens[at].Kind is not (JsonKind.String or JsonKind.Number))
            return _fields.Refuse(BadReason.WrongShape, at);
        currency.HasDebt = true;
        BadReason bad = Dec.Parse(_fields.Text(at), out currency.Debt);
        return bad == BadReason.None || _fields.Refuse(bad, at);
    }

    // The row of the currency that the key names, a new one if need be. Both lists have one order, so the row after the last one found is nearly always right.
    private bool TryFindCurrency(int key, ref int hint, out int index)
    {
        Span<MarginCurrency> rows = _frame.CurrencyScratch;
        ReadOnlySpan<byte> name = _fields.Text(key);
        index = 0;
        if (_tokens[key].HasEscape)
            return _fields.Refuse(BadReason.Escape, key);
        for (int tried = 0; tried < _frame.CurrencyCount; tried++)
        {
            index = (hint + tried) % _frame.CurrencyCount;
            if (_json.Slice(rows[index].NameOffset, rows[index].NameLength).SequenceEqual(name))
            {
                hint = index + 1;
                return true;
            }
        }

        if (_frame.CurrencyCount == rows.Length)
            return _fields.Refuse(BadReason.TooLong, key);
        index = _frame.CurrencyCount++;
        hint = index + 1;
        rows[index] = new MarginCurrency { NameOffset = _tokens[key].Offset, NameLength = _tokens[key].Length };
        return true;
    }
}
