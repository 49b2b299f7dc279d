using System.Net.Security;
using System.Security.Authentication;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The TLS handshake of a WebSocket connection.</summary>
/// <remarks>Errors: <see cref="TlsException"/> names host, reason and mend; <see cref="TimeoutException"/> names the host.</remarks>
internal static class TlsClient
{
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <returns>The encrypted stream; it owns <paramref name="stream"/>, also where there is no agreement.</returns>
    public static async Task<SslStream> OpenAsync(SocketStream stream, Uri uri, TlsTrust trust, WireMeter meter, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(trust.Options(uri.IdnHost), limit.Token);
            meter.Protocol = $"{tls.SslProtocol} {tls.NegotiatedCipherSuite}";
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TimeoutException($"{uri.Authority} did not agree on TLS within {timeout.TotalSeconds:0.###} s; is there a TLS server at all?");
            if (e is AuthenticationException or IOException)
                throw new TlsException(trust.Refusal ?? $"{uri.Authority} did not agree on TLS: {e.GetBaseException().Message} It must speak TLS 1.2 or 1.3; for a server without TLS give a ws:// address.", e);
            throw;
        }
    }
}
