using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The server did not become a WebSocket.</summary>
public sealed class WsHandshakeException(string message) : Exception(message);

/// <summary>Turns a connection into a WebSocket: one HTTP request, one answer, checked.</summary>
/// <remarks>
/// Leaves the reader behind the answer's empty line, so that a first frame in the same packet is not lost.
/// Errors: <see cref="WsHandshakeException"/> says which rule the answer broke. The query of the request is in no error, since it carries credentials.
/// Source: RFC 6455 sections 4.1 and 4.2.2.
/// </remarks>
internal static class WsHandshake
{
    /// <summary>Bytes of status line and headers; a longer answer is refused.</summary>
    public const int AnswerBytesMax = 16 << 10;

    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Sends the request. Nothing may read the connection yet: whoever meets its end would close it under the write.</summary>
    /// <returns>The key that the answer must fit.</returns>
    public static async Task<string> AskAsync(Stream stream, WireMeter meter, Uri uri, CancellationToken cancellation)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string request = $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellation);
        meter.PlainSent(request.Length);
        return key;
    }

    /// <summary>Reads the answer and requires it to be an upgrade.</summary>
    public static async Task RequireAsync(PipeReader reader, string key, Uri uri, CancellationToken cancellation) =>
        Check(await ReadAnswerAsync(reader, uri, cancellation), key, uri);

    /// <summary>What the server must answer to <paramref name="key"/>.</summary>
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1; it proves that the server speaks WebSocket, not that it is trustworthy.
    public static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
#pragma warning restore CA5350

    /// <summary>Requires the answer to be an upgrade.</summary>
    /// <param name="answer">Status line and headers, without the empty line.</param>
    public static void Check(string answer, string key, Uri uri)
    {
        string[] lines = answer.Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) && lines[0] != "HTTP/1.1 101")
            throw Refused(uri, $"\"{lines[0]}\" instead of HTTP/1.1 101");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0 || char.IsWhiteSpace(line[0]) || char.IsWhiteSpace(line[colon - 1]))
                throw Refused(uri, $"a line \"{line}\" that is no header");
            string name = line[..colon];
            string value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out string? before) ? $"{before}, {value}" : value;
        }

        RequireToken(headers, "Upgrade", "websocket", uri);
        RequireToken(headers, "Connection", "Upgrade", uri);
        if (headers.GetValueOrDefault("Sec-WebSocket-Accept") != AcceptOf(key))
            throw Refused(uri, "a Sec-WebSocket-Accept that does not fit our key");
        foreach (string unasked in (string[])["Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"])
        {
            if (headers.TryGetValue(unasked, out string? value))
                throw Refused(uri, $"{unasked}: {value}, which we did not ask for");
        }
    }

    private static async Task<string> ReadAnswerAsync(PipeReader reader, Uri uri, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellation);
            if (TryTakeAnswer(result.Buffer, out string answer, out SequencePosition end))
            {
                reader.AdvanceTo(end);
                return answer;
            }

            bool isTooLong = result.Buffer.Length > AnswerBytesMax;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (isTooLong)
                throw Refused(uri, $"more than {AnswerBytesMax} bytes of headers");
            if (result.IsCompleted)
                throw Refused(uri, "the end of the connection before the end of its headers");
        }
    }

    private static bool TryTakeAnswer(in ReadOnlySequence<byte> buffer, out string answer, out SequencePosition end)
    {
        var bytes = new SequenceReader<byte>(buffer);
        bool isWhole = bytes.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8) && head.Length <= AnswerBytesMax;
        answer = isWhole ? Encoding.Latin1.GetString(head) : "";
        end = bytes.Position;
        return isWhole;
    }

    private static void RequireToken(Dictionary<string, string> headers, string name, string token, Uri uri)
    {
        string value = headers.GetValueOrDefault(name, "");
        if (!value.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase))
            throw Refused(uri, value.Length == 0 ? $"no {name} header" : $"{name}: {value} instead of {token}");
    }

    private static WsHandshakeException Refused(Uri uri, string what) => new($"{uri.Authority} answered the upgrade of {uri.AbsolutePath} with {what}.");
}
