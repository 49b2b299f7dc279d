using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine's process as a plain socket program: reads a message as long as a market frame, answers with one as long as an order.</summary>
/// <remarks>
/// The baseline of tick to order: the same two processes, sizes, planned times and run, and nothing of ours between the two calls. Thread: one of its own, blocking.
/// </remarks>
internal sealed class EchoPeer : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Stream _stream;
    private readonly Thread _thread;

    public EchoPeer(LoadProcess process, int messageBytes)
    {
        _socket.Connect(IPAddress.Loopback, process.Port);
        var plain = new NetworkStream(_socket, ownsSocket: true);
        _stream = process.Certificate is { } certificate ? Encrypted(plain, certificate.RawData) : plain;
        _stream.Write("GET /echo HTTP/1.1\r\n\r\n"u8);
        // One byte says that the other end is the echo's from now on.
        _stream.ReadExactly(new byte[1]);
        _thread = new Thread(() => Answer(messageBytes)) { IsBackground = true, Name = "echo" };
        _thread.Start();
    }

    public void Dispose()
    {
        // A stream closed under a blocking read does not end it; the socket's end does.
        _socket.Shutdown(SocketShutdown.Both);
        _thread.Join(StopTimeout);
        _stream.Dispose();
    }

    private static SslStream Encrypted(NetworkStream plain, byte[] pinned)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(pinned));
        tls.AuthenticateAsClient("127.0.0.1");
        return tls;
    }

    private void Answer(int messageBytes)
    {
        var message = new byte[messageBytes];
        var answer = new byte[LoadPlan.EchoAnswerBytes];
        try
        {
            while (_stream.ReadAtLeast(message, messageBytes, throwOnEndOfStream: false) == messageBytes)
                _stream.Write(answer);
        }
        catch (IOException)
        {
            // The run is over, or the generator is gone, which the session says.
            return;
        }
    }
}
