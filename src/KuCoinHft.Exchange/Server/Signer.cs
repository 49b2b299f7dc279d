using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server;

/// <summary>An account's key: who signs with it, and what its signatures are.</summary>
internal sealed class Signer
{
    private static readonly Refusal AddressUnknown = new("400006", "The requested ip address is not in the api whitelist");

    private readonly byte[] _secret;

    public Signer(ExchangeAccount account)
    {
        (Account, _secret) = (account, Encoding.UTF8.GetBytes(account.Options.Secret));
        PassphraseSign = Sign(Encoding.UTF8.GetBytes(account.Options.Passphrase));
    }

    public ExchangeAccount Account { get; }

    /// <summary>Why the key may not do what asks for <paramref name="permission"/>, or may not come from <paramref name="ip"/>; null when it may.</summary>
    public Refusal? Refuse(string ip, ApiPermissions permission)
    {
        AccountOptions options = Account.Options;
        if (options.IpWhitelist.Count > 0 && !options.IpWhitelist.Contains(ip))
            return AddressUnknown;
        return options.Permissions.HasFlag(permission) ? null : Refusal.PermissionMissing;
    }

    /// <summary>The passphrase as clients send it.</summary>
    public string PassphraseSign { get; }

    /// <summary>Base64 of HMAC-SHA256 with the secret.</summary>
    public string Sign(ReadOnlySpan<byte> text) => Convert.ToBase64String(HMACSHA256.HashData(_secret, text));
}
