using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Unicode;

namespace KuCoinHft.Engine.Wire;

/// <summary>Makes messages of frames: joins fragments, lets control frames through between them, checks UTF-8 and close codes.</summary>
/// <remarks>
/// A message in one frame and one memory segment is handed on where it lies; any other is copied into one buffer made at construction.
/// Thread: one reader. What if full: a message over the limit is rejected as <see cref="WsReject.TooLong"/>. After a reject it must not be called again before <see cref="Reset"/>.
/// Source: RFC 6455 sections 5.4, 5.5, 7.4 and 8.1.
/// </remarks>
public sealed class WsAssembler
{
    private readonly byte[] _message;
    private readonly byte[] _control = new byte[WsFrameParser.ControlBytesMax];
    private int _length;
    private bool _isOpen;

    public WsAssembler(int messageBytesMax = Limits.FrameBytesMax) => _message = new byte[messageBytesMax];

    /// <summary>The rule that the peer broke, once a call answered <see cref="WsStatus.Reject"/>.</summary>
    public WsReject RejectReason { get; private set; }

    /// <summary>Takes one frame off the start of <paramref name="buffer"/>.</summary>
    /// <returns>Done: <paramref name="message"/> is complete. Fragment: a part was taken. More and Reject: nothing was consumed.</returns>
    public WsStatus TryRead(ref ReadOnlySequence<byte> buffer, out WsMessage message)
    {
        message = default;
        WsStatus status = WsFrameParser.TryRead(in buffer, _message.Length - _length, out WsFrameHeader header, out WsReject reject);
        if (status == WsStatus.More)
            return status;
        if (status == WsStatus.Reject)
            return Reject(reject);

        ReadOnlySequence<byte> payload = buffer.Slice(header.HeaderBytes, header.PayloadBytes);
        status = header.Opcode >= WsOpcode.Close ? Control(header.Opcode, in payload, out message) : Data(in header, in payload, out message);
        if (status != WsStatus.Reject)
            buffer = buffer.Slice(header.FrameBytes);
        return status;
    }

    /// <summary>Keeps a message beyond the life of the pipe's buffer, in the memory of the assembler.</summary>
    /// <param name="payload">The text last answered by <see cref="TryRead"/>.</param>
    /// <returns>Its length; <see cref="Held"/> gives the bytes until the next call of <see cref="TryRead"/>.</returns>
    // No message is open when one has just been completed, so the message buffer is free for it, or already holds it.
    public int Hold(ReadOnlySpan<byte> payload)
    {
        Debug.Assert(!_isOpen, "a message is held only when it is complete");
        payload.CopyTo(_message);
        return payload.Length;
    }

    /// <summary>The bytes kept by <see cref="Hold"/>.</summary>
    public ReadOnlySpan<byte> Held(int length) => _message.AsSpan(0, length);

    /// <summary>Forgets the connection.</summary>
    public void Reset()
    {
        _length = 0;
        _isOpen = false;
        RejectReason = WsReject.None;
    }

    /// <summary>The code of a close frame that the assembler let through; <see cref="WsCloseCode.None"/> where it carries none.</summary>
    public static ushort CloseCodeOf(ReadOnlySpan<byte> payload) => payload.Length < 2 ? WsCloseCode.None : BinaryPrimitives.ReadUInt16BigEndian(payload);

    private WsStatus Control(WsOpcode opcode, scoped in ReadOnlySequence<byte> payload, out WsMessage message)
    {
        ReadOnlySpan<byte> bytes = payload.FirstSpan;
        if (!payload.IsSingleSegment)
        {
            payload.CopyTo(_control);
            bytes = _control.AsSpan(0, (int)payload.Length);
        }

        message = new WsMessage(opcode, bytes);
        if (opcode != WsOpcode.Close || bytes.IsEmpty)
            return WsStatus.Done;
        if (bytes.Length == 1 || !WsCloseCode.MayBeSent(CloseCodeOf(bytes)))
            return Reject(WsReject.BadCloseCode);
        return Utf8.IsValid(bytes[2..]) ? WsStatus.Done : Reject(WsReject.NotUtf8);
    }

    private WsStatus Data(scoped in WsFrameHeader header, scoped in ReadOnlySequence<byte> payload, out WsMessage message)
    {
        message = default;
        if (header.Opcode == WsOpcode.Continuation != _isOpen)
            return Reject(WsReject.BadContinuation);
        if (header.Opcode == WsOpcode.Binary)
            return Reject(WsReject.Binary);

        ReadOnlySpan<byte> text = payload.FirstSpan;
        if (_isOpen || !header.IsFinal || !payload.IsSingleSegment)
        {
            payload.CopyTo(_message.AsSpan(_length));
            _length += header.PayloadBytes;
            _isOpen = !header.IsFinal;
            if (_isOpen)
                return WsStatus.Fragment;
            text = _message.AsSpan(0, _length);
            _length = 0;
        }

        if (!Utf8.IsValid(text))
            return Reject(WsReject.NotUtf8);
        message = new WsMessage(WsOpcode.Text, text);
        return WsStatus.Done;
    }

    private WsStatus Reject(WsReject reason)
    {
        RejectReason = reason;
        return WsStatus.Reject;
    }
}
