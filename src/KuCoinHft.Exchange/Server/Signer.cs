using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server;

/// <summary>An account's key: who signs with it, and what its signatures are.</summary>
internal sealed class Signer
{
    private readonly byte[] _secret;

    public Signer(ExchangeAccount account)
    {
        (Account, _secret) = (account, Encoding.UTF8.GetBytes(account.Options.Secret));
        PassphraseSign = Sign(Encoding.UTF8.GetBytes(account.Options.Passphrase));
    }

    public ExchangeAccount Account { get; }

    /// <summary>The passphrase as clients send it.</summary>
    public string PassphraseSign { get; }

    /// <summary>Base64 of HMAC-SHA256 with the secret.</summary>
    public string Sign(ReadOnlySpan<byte> text) => Convert.ToBase64String(HMACSHA256.HashData(_secret, text));
}
