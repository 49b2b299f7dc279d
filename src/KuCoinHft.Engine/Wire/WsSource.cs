using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace KuCoinHft.Engine.Wire;

/// <summary>How a WebSocket stands.</summary>
public enum WsEnd
{
    /// <summary>No connection was attached yet.</summary>
    Unattached,
    Open,

    /// <summary>The stream ended without a close frame.</summary>
    Lost,

    /// <summary>The server sent a close frame; it was answered.</summary>
    Closed,

    /// <summary>The server broke the protocol; it was told so.</summary>
    Rejected,
}

/// <summary>Text messages of a WebSocket connection, as frames for Intake.</summary>
/// <remarks>
/// It outlives its connections: a reconnect attaches the next pipe to the same source.
/// Thread: <see cref="Poll"/> on the intake worker; <see cref="Attach"/> on any one cold thread; the counters and <see cref="End"/> may be read anywhere.
/// What if full: a message that Intake refuses is kept, nothing more is read, and it is offered again at the next poll.
/// </remarks>
public sealed class WsSource : IFrameSource
{
    private const int NoneHeld = -1;

    private readonly FrameSource _source;
    private readonly IClock _clock;
    private readonly WsAssembler _assembler = new();
    private readonly byte[] _closePayload = new byte[2];
    private Connection? _next;
    private Connection? _current;
    private int _heldLength = NoneHeld;
    private long _heldReceiveNs;
    private int _end;
    private long _messageCount;

    public WsSource(FrameSource source, IClock clock)
    {
        _source = source;
        _clock = clock;
    }

    /// <summary>How the connection attached last stands, as far as it has been read.</summary>
    public WsEnd End => (WsEnd)Volatile.Read(ref _end);

    /// <summary>The rule that the server broke when <see cref="End"/> is <see cref="WsEnd.Rejected"/>.</summary>
    public WsReject RejectReason { get; private set; }

    /// <summary>The server's close code when <see cref="End"/> is <see cref="WsEnd.Closed"/>.</summary>
    public ushort CloseCode { get; private set; }

    /// <summary>Messages published, over all connections.</summary>
    public long MessageCount => Volatile.Read(ref _messageCount);

    /// <summary>Pings of the server, over all connections.</summary>
    public long PingCount { get; private set; }

    /// <summary>Pings left unanswered because the outlet had no room; the server will end such a connection itself.</summary>
    public long PongDroppedCount { get; private set; }

    /// <summary>Hands over a connection; the next poll reads from it and drops what is left of the one before.</summary>
    /// <param name="reader">Positioned after the HTTP upgrade. The source completes it when the connection ends. Its writer completes without an exception.</param>
    public void Attach(PipeReader reader, IWsOutlet outlet)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(outlet);
        Connection? unseen = Interlocked.Exchange(ref _next, new Connection(reader, outlet));
        unseen?.Reader.Complete();
    }

    /// <inheritdoc/>
    public int Poll(Intake intake, int framesMax)
    {
        int published = 0;
        if (_heldLength != NoneHeld)
        {
            if (!intake.TryPublish(_source, FrameKind.Json, _heldReceiveNs, _assembler.Held(_heldLength)))
                return 0;
            _heldLength = NoneHeld;
            published = Count();
        }

        if (Volatile.Read(ref _next) is not null)
            Switch();
        if (_current is null)
            return published;
        _current.Outlet.Flush();
        if (published >= framesMax || !_current.Reader.TryRead(out ReadResult result))
            return published;
        return published + Drain(_current, in result, intake, framesMax - published);
    }

    // Fragments and control frames count towards framesMax too, so that a flood of them cannot hold the worker.
    private int Drain(Connection connection, in ReadResult result, Intake intake, int framesMax)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        WsStatus status = WsStatus.Done;
        int published = 0;
        for (int i = 0; i < framesMax && _heldLength == NoneHeld && End == WsEnd.Open; i++)
        {
            status = _assembler.TryRead(ref buffer, out WsMessage message);
            if (status is WsStatus.More or WsStatus.Reject)
                break;
            if (status == WsStatus.Fragment)
                continue;
            if (message.Opcode == WsOpcode.Text)
                published += Publish(intake, message.Payload);
            else
                Answer(connection.Outlet, in message);
        }

        if (status == WsStatus.Reject)
            Refuse(connection.Outlet);
        else if (status == WsStatus.More && result.IsCompleted)
            SetEnd(WsEnd.Lost);
        // Examined up to the end only when more bytes are needed: otherwise the next poll must see the rest at once.
        connection.Reader.AdvanceTo(buffer.Start, status == WsStatus.More ? buffer.End : buffer.Start);
        if (End != WsEnd.Open)
            Drop();
        return published;
    }

    private int Publish(Intake intake, ReadOnlySpan<byte> text)
    {
        long receiveNs = _clock.NowNs;
        if (intake.TryPublish(_source, FrameKind.Json, receiveNs, text))
            return Count();
        _heldLength = _assembler.Hold(text);
        _heldReceiveNs = receiveNs;
        return 0;
    }

    private int Count()
    {
        Volatile.Write(ref _messageCount, _messageCount + 1);
        return 1;
    }

    private void Answer(IWsOutlet outlet, in WsMessage message)
    {
        if (message.Opcode == WsOpcode.Ping)
        {
            PingCount++;
            PongDroppedCount += outlet.Send(WsOpcode.Pong, message.Payload) ? 0 : 1;
        }

        if (message.Opcode != WsOpcode.Close)
            return;
        CloseCode = WsAssembler.CloseCodeOf(message.Payload);
        // The echo carries the code alone; a close that finds no room is lost with the connection, which ends either way.
        outlet.Send(WsOpcode.Close, message.Payload[..Math.Min(2, message.Payload.Length)]);
        SetEnd(WsEnd.Closed);
    }

    private void Refuse(IWsOutlet outlet)
    {
        RejectReason = _assembler.RejectReason;
        BinaryPrimitives.WriteUInt16BigEndian(_closePayload, WsCloseCode.For(RejectReason));
        outlet.Send(WsOpcode.Close, _closePayload);
        SetEnd(WsEnd.Rejected);
    }

    private void Switch()
    {
        _current?.Reader.Complete();
        _current = Interlocked.Exchange(ref _next, null);
        _assembler.Reset();
        SetEnd(WsEnd.Open);
    }

    private void Drop()
    {
        _current?.Reader.Complete();
        _current = null;
    }

    // Release store: the reason and the code written before it are visible to who sees the end.
    private void SetEnd(WsEnd end) => Volatile.Write(ref _end, (int)end);

    private sealed record Connection(PipeReader Reader, IWsOutlet Outlet);
}
