namespace KuCoinHft.Engine.Decode;

/// <summary>How a field's value is written and what becomes of it.</summary>
public enum FieldType : byte
{
    /// <summary>A string that is compared with known ones, hence without escapes.</summary>
    Name,

    /// <summary>A string or number that is only passed on, as its bytes.</summary>
    Text,

    /// <summary>Whole number, as JSON number or string.</summary>
    Integer,

    /// <summary>Exact decimal of any sign, as JSON number or string.</summary>
    Decimal,

    /// <summary>Exact decimal that is not negative: a price or a size.</summary>
    Amount,

    /// <summary>Amount that adds up over time and may outgrow a mantissa: the text is exact, the decimal is cut to the digits that fit.</summary>
    Sum,

    /// <summary>buy or sell.</summary>
    Side,

    /// <summary>The <c>type</c> of an order push.</summary>
    OrderEvent,

    /// <summary>The <c>status</c> of an order push.</summary>
    OrderStatus,

    /// <summary>taker or maker.</summary>
    Liquidity,

    /// <summary>The <c>type</c> of a position.status push.</summary>
    MarginEvent,

    /// <summary>The <c>type</c> of a stop order push.</summary>
    StopEvent,

    /// <summary>The <c>stop</c> of a stop order push; words beyond those known may come.</summary>
    StopTrigger,

    /// <summary>The <c>status</c> of an isolated margin position.</summary>
    IsolatedStatus,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Strings that are only passed on.</summary>
    Texts,

    /// <summary>Rows of price, size, sequence.</summary>
    Changes,

    /// <summary>Rows of price, size.</summary>
    Levels,

    /// <summary>Objects of total, available, hold by currency.</summary>
    Assets,

    /// <summary>Objects of total, hold, liabilityPrincipal, liabilityInterest by currency.</summary>
    IsolatedAssets,

    /// <summary>Decimals by currency.</summary>
    Debts,

    /// <summary>An object with fields of its own.</summary>
    Object,

    /// <summary>An array whose elements are fields by their place; the last ones may be missing.</summary>
    Row,

    /// <summary>Read later, when the kind of the message is known.</summary>
    Deferred,
}
