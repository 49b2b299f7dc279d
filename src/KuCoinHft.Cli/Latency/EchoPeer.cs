using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine's process as a plain socket program: reads what are market frames, and answers those that a decision follows with as many bytes as an order has.</summary>
/// <remarks>
/// The baseline of tick to order: the same processes, frames and planned times, right after the engine's turn, and nothing of ours between the two calls. Like the engine's pump
/// it takes all that is waiting with one call, so that a burst does not cost the baseline a call a frame. Thread: one of its own, blocking.
/// </remarks>
internal sealed class EchoPeer : IDisposable
{
    private const int ReadBytes = 64 << 10;
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
        _thread = new Thread(() => Answer(_stream, plan)) { IsBackground = true, Name = "echo" };
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

    /// <summary>Cuts the measured frames out of what comes and answers each deciding one as soon as its last byte is there; returns behind the last, or when nothing comes any more.</summary>
    public static void Answer(Stream stream, LoadPlan plan)
    {
        var bytes = new byte[ReadBytes];
        var answer = new byte[LoadPlan.EchoAnswerBytes];
        int next = plan.WarmCount, missing = WsPeer.FrameBytes(plan.Frames[next].Length);
        try
        {
            while (next < plan.Count && stream.Read(bytes) is > 0 and int read)
            {
                missing -= read;
                while (next < plan.Count && missing <= 0)
                {
                    if (plan.Decides[next])
                        stream.Write(answer);
                    if (++next < plan.Count)
                        missing += WsPeer.FrameBytes(plan.Frames[next].Length);
                }
            }
        }
        catch (IOException)
        {
            // The generator is gone, which the session says.
            return;
        }
    }

    private static SslStream Encrypted(NetworkStream plain, byte[] pinned)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(pinned));
        tls.AuthenticateAsClient("127.0.0.1");
        return tls;
    }
}
