using System.Net.WebSockets;
using System.Threading.Channels;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Faults;

namespace KuCoinHft.Exchange.Server;

/// <summary>The messages that wait to be sent to one client, sent in order by one task.</summary>
/// <remarks>
/// Thread: any may add. It takes everything: the player looks at <see cref="Pending"/> before it goes on, and that is what bounds it;
/// answers to the client's own requests need no bound of their own.
/// </remarks>
internal sealed class Outbox
{
    private readonly Channel<ReadOnlyMemory<byte>> _messages = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly WebSocket _socket;
    private readonly Action _sent;
    private readonly FaultLayer? _faults;
    private readonly FaultSockets _kind;
    private int _pending;
    private long _sentCount;

    /// <param name="sent">Called after each message that went out.</param>
    /// <param name="faults">What may go wrong with what is sent on such a socket.</param>
    public Outbox(WebSocket socket, Action sent, FaultLayer? faults = null, FaultSockets kind = FaultSockets.None) => (_socket, _sent, _faults, _kind) = (socket, sent, faults, kind);

    public int Pending => Volatile.Read(ref _pending);

    public long SentCount => Volatile.Read(ref _sentCount);

    public void Add(ReadOnlyMemory<byte> message)
    {
        if (_faults?.IsMuted(_kind) == true)
            return;
        Interlocked.Increment(ref _pending);
        if (!_messages.Writer.TryWrite(message))
            Interlocked.Decrement(ref _pending);
    }

    /// <summary>Sends no more than what was added so far.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Sends until <see cref="Complete"/> and then says goodbye; ends early when the client is gone.</summary>
    public async Task SendAllAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> message in _messages.Reader.ReadAllAsync(cancellation))
            {
                if (_faults is { IsIdle: false } && _faults.Strikes(FaultKind.SlowDrip) is { } drip)
                    await DripAsync(message, drip, cancellation);
                else
                    await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
                Interlocked.Decrement(ref _pending);
                Interlocked.Increment(ref _sentCount);
                _sent();
            }

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away or the server stops: what is left has no reader.
            Complete();
        }
        finally
        {
            Volatile.Write(ref _pending, 0);
            _sent();
        }
    }

    private async Task DripAsync(ReadOnlyMemory<byte> message, Fault drip, CancellationToken cancellation)
    {
        for (int sent = 0; sent < message.Length; sent += drip.Bytes)
        {
            int count = Math.Min(drip.Bytes, message.Length - sent);
            await _socket.SendAsync(message.Slice(sent, count), WebSocketMessageType.Text, endOfMessage: sent + count == message.Length, cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds((double)drip.DelayNs / Nanos.PerMillisecond), cancellation);
        }
    }
}
