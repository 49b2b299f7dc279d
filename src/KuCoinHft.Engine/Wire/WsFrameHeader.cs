namespace KuCoinHft.Engine.Wire;

/// <summary>The head of one frame, its lengths in bytes.</summary>
public readonly struct WsFrameHeader
{
    public WsFrameHeader(WsOpcode opcode, bool isFinal, int headerBytes, int payloadBytes)
    {
        Opcode = opcode;
        IsFinal = isFinal;
        HeaderBytes = headerBytes;
        PayloadBytes = payloadBytes;
    }

    public WsOpcode Opcode { get; }

    public bool IsFinal { get; }

    public int HeaderBytes { get; }

    public int PayloadBytes { get; }

    public int FrameBytes => HeaderBytes + PayloadBytes;
}

/// <summary>A complete message or control frame; the bytes hold until the next call of the assembler, or until the pipe advances.</summary>
public readonly ref struct WsMessage
{
    public WsMessage(WsOpcode opcode, ReadOnlySpan<byte> payload)
    {
        Opcode = opcode;
        Payload = payload;
    }

    /// <summary>Text, Close, Ping or Pong.</summary>
    public WsOpcode Opcode { get; }

    public ReadOnlySpan<byte> Payload { get; }
}
