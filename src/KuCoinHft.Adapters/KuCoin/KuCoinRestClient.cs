using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The REST calls that a session makes off the hot path.</summary>
/// <remarks>
/// Thread: any. Errors: <see cref="KuCoinException"/> names code, message and path; what the network says comes as <see cref="HttpRequestException"/>.
/// Source: api.md sections 2, 3.1 and 6.
/// </remarks>
public sealed class KuCoinRestClient : IDisposable
{
    private readonly KuCoinEndpoint _endpoint;
    private readonly KuCoinSigner _signer;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly TlsTrust _trust;

    public KuCoinRestClient(KuCoinEndpoint endpoint, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _signer = new KuCoinSigner(endpoint.ApiKey, endpoint.Secret, endpoint.Passphrase);
        _time = time ?? TimeProvider.System;
        _trust = new TlsTrust(endpoint.TrustedCertificates);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            SslOptions = _trust.Options(host: null),
        };
        _http = new HttpClient(handler) { BaseAddress = endpoint.Rest, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>What the feed's own connection trusts too.</summary>
    internal IReadOnlyList<X509Certificate2> TrustedCertificates => _endpoint.TrustedCertificates;

    /// <summary>Admission to the feed; a private token also opens public topics.</summary>
    public async Task<BulletToken> BulletAsync(bool isPrivate, CancellationToken cancellation)
    {
        string path = isPrivate ? "/api/v1/bullet-private" : "/api/v1/bullet-public";
        using JsonDocument answer = Parse(await SendAsync(HttpMethod.Post, path, isPrivate, cancellation), path);
        try
        {
            JsonElement data = Data(answer, path);
            JsonElement server = data.GetProperty("instanceServers")[0];
            return new BulletToken(
                new Uri(server.GetProperty("endpoint").GetString()!),
                data.GetProperty("token").GetString()!,
                PingPeriods.Of(Encoding.UTF8.GetBytes(server.GetRawText())));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentNullException)
        {
            throw Unexpected(path, $"no token and server in the answer ({e.Message})");
        }
    }

    /// <summary>The instruments of a session, numbered in the order of <paramref name="symbols"/>.</summary>
    public async Task<IReadOnlyList<Instrument>> InstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        const string Path = "/api/v2/symbols";
        using JsonDocument answer = Parse(await SendAsync(HttpMethod.Get, Path, isSigned: false, cancellation), Path);
        return InstrumentList.Read(Data(answer, Path), symbols, "GET " + Path);
    }

    /// <summary>The full book, as KuCoin sent it, envelope and all.</summary>
    public Task<byte[]> OrderBookAsync(string symbol, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "/api/v3/market/orderbook/level2?symbol=" + Uri.EscapeDataString(symbol), isSigned: true, cancellation);

    /// <summary>The candles that start in [from, to), newest first and at most 1500, as KuCoin sent them, envelope and all.</summary>
    /// <param name="type">Their length in KuCoin's words, such as <c>1min</c>.</param>
    /// <param name="fromSeconds">Seconds since the Unix epoch.</param>
    /// <param name="toSeconds">Likewise.</param>
    public Task<byte[]> CandlesAsync(string symbol, string type, long fromSeconds, long toSeconds, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            FormattableString.Invariant($"/api/v1/market/candles?symbol={Uri.EscapeDataString(symbol)}&type={Uri.EscapeDataString(type)}&startAt={fromSeconds}&endAt={toSeconds}"),
            isSigned: false,
            cancellation);

    /// <summary>The cross margin account, as KuCoin sent it, envelope and all: the high-frequency one, which KuCoin gives only when asked for it by name.</summary>
    public Task<byte[]> MarginAccountsAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "/api/v3/margin/accounts?quoteCurrency=USDT&queryType=MARGIN_V2", isSigned: true, cancellation);

    /// <summary>One margin order as it stands, or KuCoin's refusal, such as that there is none, as KuCoin sent it.</summary>
    public Task<byte[]> OrderAsync(string symbol, string clientOid, CancellationToken cancellation) => SendAsync(
        HttpMethod.Get, $"/api/v3/hf/margin/orders/client-order/{Uri.EscapeDataString(clientOid)}?symbol={Uri.EscapeDataString(symbol)}", isSigned: true, cancellation, mayRefuse: true);

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(HttpMethod method, string pathWithQuery, bool isSigned, CancellationToken cancellation, bool mayRefuse = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(_endpoint.Rest, pathWithQuery));
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        // What is signed is what the Uri will send, so that no escaping of its own can come between.
        if (isSigned)
            Sign(request, request.RequestUri!.PathAndQuery);
        using HttpResponseMessage response = await SendAsync(request, cancellation);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (!mayRefuse || KuCoinEnvelope.Property(answer, "code"u8) is null)
            KuCoinEnvelope.Require(answer, (int)response.StatusCode, $"{method} {pathWithQuery}");
        return answer;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // The HTTP client's own words are "see inner exception".
            string words = _trust.Refusal ?? $"{_endpoint.Rest.Authority} did not agree on TLS: {e.GetBaseException().Message} It must speak TLS 1.2 or 1.3; for a server without TLS give an http:// address.";
            throw new HttpRequestException(e.HttpRequestError, words, e);
        }
    }

    private void Sign(HttpRequestMessage request, string pathWithQuery)
    {
        long timestampMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Headers.Add("KC-API-KEY", _endpoint.ApiKey);
        request.Headers.Add("KC-API-SIGN", _signer.Sign(timestampMs, request.Method.Method, pathWithQuery, body: []));
        request.Headers.Add("KC-API-TIMESTAMP", timestampMs.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("KC-API-PASSPHRASE", _signer.Passphrase);
        request.Headers.Add("KC-API-KEY-VERSION", KuCoinSigner.KeyVersion);
    }

    private static JsonDocument Parse(byte[] body, string path)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw Unexpected(path, $"{e.Message} in {KuCoinEnvelope.Excerpt(body)}");
        }
    }

    private static JsonElement Data(JsonDocument answer, string path) =>
        answer.RootElement.TryGetProperty("data", out JsonElement data) ? data : throw Unexpected(path, "no data in the answer");

    private static KuCoinException Unexpected(string path, string what) => new(KuCoinEnvelope.Success, what, path);
}
