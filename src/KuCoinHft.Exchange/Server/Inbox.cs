using System.Net.WebSockets;

namespace KuCoinHft.Exchange.Server;

/// <summary>Reads whole messages of one client.</summary>
/// <remarks>Waiting is given up without giving up the read: a cancelled read would tear the socket down, and nothing could be said any more.</remarks>
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
        int length = 0;
        try
        {
            while (length < _buffer.Length)
            {
                ValueTask<ValueWebSocketReceiveResult> read = _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                ValueWebSocketReceiveResult result = read.IsCompletedSuccessfully ? read.Result : await read.AsTask().WaitAsync(silenceMax, cancellation);
                if (result.MessageType == WebSocketMessageType.Close)
                    return null;
                length += result.Count;
                if (result.EndOfMessage)
                    return _buffer.AsMemory(0, length);
            }

            return null;
        }
        catch (TimeoutException)
        {
            IsTimedOut = true;
            return null;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // A client that breaks off without a closing handshake is nothing unusual.
            return null;
        }
    }
}
