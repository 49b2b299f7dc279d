namespace KuCoinHft.Engine.Decode;

/// <summary>Why a frame was not understood. Counted by reason, never thrown.</summary>
public enum BadReason : byte
{
    None,

    /// <summary>The bytes end inside a value.</summary>
    Truncated,

    /// <summary>Not JSON.</summary>
    Syntax,

    /// <summary>JSON, but not an object.</summary>
    NotAnObject,

    /// <summary>A needed string holds an escape or is not UTF-8 text we keep.</summary>
    Escape,

    /// <summary>A number that is not decimal text.</summary>
    Number,

    /// <summary>A number of more than 18 significant digits.</summary>
    NumberTooLong,

    /// <summary>A price or size finer than the instrument's increment.</summary>
    OffIncrement,

    /// <summary>A field that the kind needs is absent.</summary>
    MissingField,

    /// <summary>A field has a value outside its set, such as a side that is neither buy nor sell.</summary>
    UnknownValue,

    /// <summary>The type, subject or topic is none of KuCoin's that we know.</summary>
    UnknownKind,

    /// <summary>The symbol is not in the session's instrument table.</summary>
    UnknownSymbol,

    /// <summary>sequenceStart after sequenceEnd, or a change outside both.</summary>
    SequenceOrder,

    /// <summary>More levels, currencies or bytes than the limit.</summary>
    TooLong,

    /// <summary>Nested deeper than 32.</summary>
    TooDeep,
}
