using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Signs requests and the sessions of the WebSocket trading API.</summary>
/// <remarks>
/// <code>
/// REST        base64(HMAC(secret, timestamp + METHOD + pathWithQuery + body))
/// passphrase  base64(HMAC(secret, passphrase))
/// trade URL   base64(HMAC(secret, apiKey + timestamp))
/// challenge   base64(HMAC(secret, the very text that the server sent))
/// </code>
/// Thread: any. Source: api.md sections 2.1 and 4; HMAC is HMAC-SHA256 throughout.
/// </remarks>
public sealed class KuCoinSigner
{
    /// <summary>What we send as <c>KC-API-KEY-VERSION</c>.</summary>
    public const string KeyVersion = "3";

    private readonly string _apiKey;
    private readonly byte[] _secret;

    public KuCoinSigner(string apiKey, string secret, string passphrase)
    {
        _apiKey = apiKey;
        _secret = Encoding.UTF8.GetBytes(secret);
        Passphrase = Hmac(Encoding.UTF8.GetBytes(passphrase));
    }

    /// <summary>The signed passphrase.</summary>
    public string Passphrase { get; }

    /// <summary>The signature of a REST request.</summary>
    /// <param name="pathWithQuery">Exactly as sent, from <c>/api</c> on.</param>
    /// <param name="body">Exactly as sent; empty where there is none.</param>
    public string Sign(long timestampMs, string method, string pathWithQuery, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(timestampMs.ToString(CultureInfo.InvariantCulture) + method + pathWithQuery);
        return Hmac([.. head, .. body]);
    }

    /// <summary>The query that opens a session of the trading API.</summary>
    public string TradeQuery(long timestampMs)
    {
        string timestamp = timestampMs.ToString(CultureInfo.InvariantCulture);
        string sign = Hmac(Encoding.UTF8.GetBytes(_apiKey + timestamp));
        return $"apikey={Uri.EscapeDataString(_apiKey)}&sign={Uri.EscapeDataString(sign)}&passphrase={Uri.EscapeDataString(Passphrase)}&timestamp={timestamp}";
    }

    /// <summary>The reply to the first message of a session.</summary>
    public string ChallengeReply(ReadOnlySpan<byte> text) => Hmac(text);

    private string Hmac(ReadOnlySpan<byte> text) => Convert.ToBase64String(HMACSHA256.HashData(_secret, text));
}
