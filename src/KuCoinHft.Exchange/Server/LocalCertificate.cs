using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KuCoinHft.Exchange.Server;

/// <summary>A certificate for a server on this machine, made in memory and forgotten with the process.</summary>
/// <remarks>
/// Signed by itself, for localhost, 127.0.0.1 and ::1, for a day: who is to trust it gets it in their trusted certificates, and nothing of the system
/// changes. P-256, as most of the web has.
/// </remarks>
public static class LocalCertificate
{
    /// <returns>With its private key; dispose it after the server.</returns>
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=KuCoinHft throwaway", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        // Windows serves only with a key that came from a key file.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
