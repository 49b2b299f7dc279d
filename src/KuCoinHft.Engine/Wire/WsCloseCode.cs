namespace KuCoinHft.Engine.Wire;

/// <summary>What a WebSocket frame is. Source: RFC 6455 section 5.2.</summary>
public enum WsOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>What a parser made of the bytes at hand.</summary>
public enum WsStatus : byte
{
    /// <summary>The frame is not complete; nothing was consumed.</summary>
    More,

    /// <summary>A fragment was consumed; its message goes on in a later frame.</summary>
    Fragment,

    /// <summary>There is a frame (parser) or a message (assembler).</summary>
    Done,

    /// <summary>The peer broke the protocol: the connection ends.</summary>
    Reject,
}

/// <summary>Why a connection ends, by the rule that the server broke.</summary>
public enum WsReject : byte
{
    None,

    /// <summary>RSV1 to RSV3 set although no extension was agreed.</summary>
    ReservedBits,
    UnknownOpcode,

    /// <summary>A server never masks.</summary>
    Masked,

    /// <summary>A control frame carries at most 125 bytes.</summary>
    ControlTooLong,
    ControlFragmented,

    /// <summary>A continuation without a beginning, or a new beginning inside a message.</summary>
    BadContinuation,

    /// <summary>A message longer than <see cref="Limits.FrameBytesMax"/>.</summary>
    TooLong,

    /// <summary>A length written in more bytes than it takes.</summary>
    LengthNotMinimal,

    /// <summary>The top bit of a 64-bit length.</summary>
    LengthNegative,
    NotUtf8,

    /// <summary>A close frame with one byte, or with a code that nobody may send.</summary>
    BadCloseCode,

    /// <summary>KuCoin speaks text only.</summary>
    Binary,
}

/// <summary>The close code that answers each <see cref="WsReject"/>. Source: RFC 6455 section 7.4.1.</summary>
public static class WsCloseCode
{
    public const ushort Normal = 1000;
    public const ushort ProtocolError = 1002;
    public const ushort Unsupported = 1003;
    public const ushort None = 1005;
    public const ushort NotUtf8 = 1007;
    public const ushort TooLong = 1009;

    public static ushort For(WsReject reject) => reject switch
    {
        WsReject.Binary => Unsupported,
        WsReject.NotUtf8 => NotUtf8,
        WsReject.TooLong => TooLong,
        _ => ProtocolError,
    };

    /// <summary>Whether a peer may put <paramref name="code"/> into a close frame.</summary>
    // 1004 is reserved; 1005, 1006 and 1015 are only for local use; 3000 on are registered and private codes.
    public static bool MayBeSent(ushort code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
