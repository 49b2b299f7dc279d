using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine's process as a plain socket program: reads what are market frames, and answers those that a decision follows with as many bytes as an order has.</summary>
/// <remarks>
/// The baseline of tick to order: the same processes, frames and planned times, right after the engine's turn, and nothing of ours between the two calls. Thread: one of its own, blocking.
/// </remarks>
internal sealed class EchoPeer : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Stream _stream;
    private readonly Thread _thread;

    public EchoPeer(LoadProcess process, LoadPlan plan)
    {
        _socket.Connect(IPAddress.Loopback, process.Port);
        var plain = new NetworkStream(_socket, ownsSocket: true);
        _stream = process.Certificate is { } certificate ? Encrypted(plain, certificate.RawData) : plain;
        _stream.Write("GET /echo HTTP/1.1\r\n\r\n"u8);
        // One byte says that the other end is the echo's from now on.
        _stream.ReadExactly(new byte[1]);
        _thread = new Thread(() => Answer(plan)) { IsBackground = true, Name = "echo" };
        _thread.Start();
    }

    /// <summary>Waits until the plan's last frame has come.</summary>
    public bool Wait(TimeSpan limit) => _thread.Join(limit);

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

    private void Answer(LoadPlan plan)
    {
        var message = new byte[plan.Frames.Max(frame => frame.Length) + 4];
        var answer = new byte[LoadPlan.EchoAnswerBytes];
        try
        {
            for (int i = plan.WarmCount; i < plan.Count; i++)
            {
                _stream.ReadExactly(message, 0, WsPeer.FrameBytes(plan.Frames[i].Length));
                if (plan.Decides[i])
                    _stream.Write(answer);
            }
        }
        catch (IOException)
        {
            // The generator is gone, which the session says.
            return;
        }
    }
}
