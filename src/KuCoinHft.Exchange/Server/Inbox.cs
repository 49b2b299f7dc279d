using System.Net.WebSockets;

namespace KuCoinHft.Exchange.Server;

/// <summary>Reads whole messages of one client.</summary>
internal sealed class Inbox
{
    private const int MessageBytesMax = 64 << 10;

    private readonly WebSocket _socket;
    private readonly byte[] _buffer = new byte[MessageBytesMax];

    public Inbox(WebSocket socket) => _socket = socket;

    /// <summary>Why <see cref="ReadAsync"/> gave null: true when nothing came in time.</summary>
    public bool IsTimedOut { get; private set; }

    /// <returns>The message, valid until the next call; null when the client closed, sent too much, went away, or was silent for too long.</returns>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(TimeSpan silenceMax, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(silenceMax);
        int length = 0;
        try
        {
            while (length < _buffer.Length)
            {
                ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(_buffer.AsMemory(length), timed.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                    return null;
                length += result.Count;
                if (result.EndOfMessage)
                    return _buffer.AsMemory(0, length);
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            IsTimedOut = !cancellation.IsCancellationRequested;
            return null;
        }
        catch (WebSocketException)
        {
            // A client that breaks off without a closing handshake is nothing unusual.
            return null;
        }
    }
}
