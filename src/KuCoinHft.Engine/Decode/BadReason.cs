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

    /// <summary>A name that we compare (key, topic, symbol, side) is written with an escape; KuCoin writes none there.</summary>
    Escape,

    /// <summary>A number, or a string that should hold one, that is not decimal text; or a slow feature that is not finite.</summary>
    Number,

    /// <summary>A number of more than 18 significant digits.</summary>
    NumberTooLong,

    /// <summary>A price or size finer than the instrument's increment.</summary>
    OffIncrement,

    /// <summary>A field that the kind needs is absent.</summary>
    MissingField,

    /// <summary>A field has a value outside its set, such as a side that is neither buy nor sell, or a slow feature outside the slow lane.</summary>
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

    /// <summary>Bytes after the end of the message.</summary>
    TrailingBytes,

    /// <summary>A control character inside a string.</summary>
    ControlCharacter,

    /// <summary>A backslash before something that JSON does not escape.</summary>
    InvalidEscape,

    /// <summary>The bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>A field that we use stands twice; readers disagree which one counts, so none does.</summary>
    DuplicateField,

    /// <summary>A field that we use has another JSON type or shape than KuCoin documents.</summary>
    WrongShape,
}
