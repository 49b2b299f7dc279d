using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server;

/// <summary>Checks KuCoin's signatures.</summary>
/// <remarks>
/// Time: wall time, since clients sign with their own clocks, whatever the speed of the market.
/// Source: api.md 2.1 and 4; the vectors of the tests come from KuCoin's documentation.
/// </remarks>
internal sealed class SignatureCheck
{
    private const long WindowMs = 5_000;

    private static readonly Refusal HeadersMissing = new("400001", "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE");
    private static readonly Refusal TimestampInvalid = new("400002", "KC-API-TIMESTAMP Invalid");
    private static readonly Refusal KeyUnknown = new("400003", "KC-API-KEY not exists");
    private static readonly Refusal PassphraseWrong = new("400004", "Invalid KC-API-PASSPHRASE");
    private static readonly Refusal SignatureWrong = new("400005", "Invalid KC-API-SIGN");
    private static readonly Refusal VersionMissing = new("400008", "KC-API-KEY-VERSION is required");
    private static readonly Refusal VersionWrong = new("400009", "Invalid KC-API-KEY-VERSION");

    private readonly Dictionary<string, Signer> _signers = [];

    /// <param name="accounts">Those without a key cannot be signed for.</param>
    /// <exception cref="ArgumentException">Two accounts have the same key.</exception>
    public SignatureCheck(IEnumerable<ExchangeAccount> accounts)
    {
        foreach (ExchangeAccount account in accounts)
        {
            if (account.Options.ApiKey.Length > 0 && !_signers.TryAdd(account.Options.ApiKey, new Signer(account)))
                throw new ArgumentException($"The accounts {_signers[account.Options.ApiKey].Account.Uid} and {account.Uid} have the same API key; give each its own.", nameof(accounts));
        }
    }

    /// <summary>Checks a REST request.</summary>
    /// <param name="header">Gives a header's value, null when it is absent.</param>
    /// <param name="target">Path and query exactly as received.</param>
    /// <param name="body">Body exactly as received.</param>
    /// <param name="signer">Who signed; null when it is refused.</param>
    public Refusal? Check(Func<string, string?> header, string method, string target, ReadOnlySpan<byte> body, long wallMs, out Signer? signer)
    {
        signer = null;
        string? key = header("KC-API-KEY"), sign = header("KC-API-SIGN"), timestamp = header("KC-API-TIMESTAMP"), passphrase = header("KC-API-PASSPHRASE");
        if (key is null || sign is null || timestamp is null || passphrase is null)
            return HeadersMissing;
        string? version = header("KC-API-KEY-VERSION");
        if (version is not ("2" or "3"))
            return version is null ? VersionMissing : VersionWrong;
        Refusal? refusal = CheckKey(key, timestamp, passphrase, wallMs, out Signer? known);
        if (refusal is not null)
            return refusal;

        // Clients sign the query as sent, percent-decoded, or without a bare '?' at its end; all are seen (api.md 2.1).
        string decoded = Uri.UnescapeDataString(target);
        foreach (string form in new[] { target, decoded, target.TrimEnd('?'), decoded.TrimEnd('?') }.Distinct())
        {
            if (IsEqual(sign, known!.Sign([.. Encoding.UTF8.GetBytes(timestamp + method + form), .. body])))
            {
                signer = known;
                return null;
            }
        }

        return SignatureWrong;
    }

    /// <summary>Checks the query with which a WebSocket trading session opens.</summary>
    public Refusal? CheckSession(string? key, string? sign, string? passphrase, string? timestamp, long wallMs, out Signer? signer)
    {
        signer = null;
        if (key is null || sign is null || timestamp is null || passphrase is null)
            return HeadersMissing;
        Refusal? refusal = CheckKey(key, timestamp, passphrase, wallMs, out Signer? known);
        if (refusal is not null || !IsEqual(sign, known!.Sign(Encoding.UTF8.GetBytes(key + timestamp))))
            return refusal ?? SignatureWrong;
        signer = known;
        return null;
    }

    public static bool IsEqual(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private Refusal? CheckKey(string key, string timestamp, string passphrase, long wallMs, out Signer? signer)
    {
        signer = null;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long timestampMs) || timestampMs <= wallMs - WindowMs || timestampMs >= wallMs + WindowMs)
            return TimestampInvalid;
        if (!_signers.TryGetValue(key, out signer))
            return KeyUnknown;
        return IsEqual(passphrase, signer.PassphraseSign) ? null : PassphraseWrong;
    }
}
