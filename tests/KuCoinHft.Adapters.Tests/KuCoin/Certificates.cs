using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>Certificates made for a test, good ones and bad ones.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    /// <summary>For localhost and 127.0.0.1, signed by itself.</summary>
    public static X509Certificate2 Localhost { get; } = Make();

    /// <summary>An authority, signed by itself.</summary>
    public static X509Certificate2 Authority { get; } = Make(names: [], isAuthority: true);

    /// <param name="names">DNS names and addresses; null makes it good for localhost and 127.0.0.1.</param>
    /// <param name="issuer">Null signs it by itself.</param>
    public static X509Certificate2 Make(string[]? names = null, double beginDays = -30, double endDays = 30, X509Certificate2? issuer = null, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(isAuthority ? "CN=Test Authority" : "CN=test server", key, HashAlgorithmName.SHA256);
        if (isAuthority)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names ?? ["localhost", "127.0.0.1"])
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        if (!isAuthority)
            request.CertificateExtensions.Add(alternatives.Build());
        if (issuer is null)
            return request.CreateSelfSigned(Now.AddDays(beginDays), Now.AddDays(endDays));
        using X509Certificate2 issued = request.Create(issuer, Now.AddDays(Math.Max(beginDays, -29)), Now.AddDays(Math.Min(endDays, 29)), [1, 2, 3, 4]);
        return issued.CopyWithPrivateKey(key);
    }
}
