using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Which server certificates are accepted, and in words why one was not.</summary>
/// <remarks>
/// Without certificates of its own the system's trust decides. With them nothing else is trusted: each is the root of a chain, or the server's very
/// certificate (pinned). Name and dates are always checked. Revocation is not: it would ask a third party before every connection.
/// Thread: any; <see cref="Refusal"/> is that of the last certificate.
/// </remarks>
internal sealed class TlsTrust(IReadOnlyList<X509Certificate2> trusted)
{
    private string? _refusal;

    /// <summary>Why the last certificate was refused; null when it was not.</summary>
    public string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>What TLS is asked to be: version 1.2 or 1.3, the server's name sent (SNI) and checked.</summary>
    /// <param name="host">Null where the HTTP client names it for each connection.</param>
    public SslClientAuthenticationOptions Options(string? host) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // A writer would have to wait for the network in the middle of a renegotiation.
        AllowRenegotiation = false,
        CertificateChainPolicy = ChainPolicy(),
        RemoteCertificateValidationCallback = (stream, certificate, chain, errors) => IsTrusted(((SslStream)stream).TargetHostName, (X509Certificate2?)certificate, chain, errors),
    };

    private X509ChainPolicy? ChainPolicy()
    {
        if (trusted.Count == 0)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        foreach (X509Certificate2 certificate in trusted)
            policy.CustomTrustStore.Add(certificate);
        return policy;
    }

    private bool IsTrusted(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        List<string> reasons = certificate is null ? ["the server sent none"] : [];
        if (certificate is not null && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add($"it is for {Names(certificate)}, not for {host}: connect by a name that it carries");
        if (certificate is not null && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            reasons.AddRange(ChainReasons(certificate, chain!));
        Volatile.Write(ref _refusal, reasons.Count == 0 ? null : $"The certificate of {host} is refused: {string.Join("; ", reasons)}.");
        return reasons.Count == 0;
    }

    private IEnumerable<string> ChainReasons(X509Certificate2 leaf, X509Chain chain)
    {
        bool isPinned = trusted.Any(pinned => pinned.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span));
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        if (all == X509ChainStatusFlags.NoError)
            yield return "its chain is not valid, and the system does not say why";
        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
            yield return chain.ChainElements.Select(element => OutOfDate(element.Certificate)).First(words => words is not null)!;
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        if ((all & Unknown) != 0 && !isPinned)
            yield return $"its issuer {leaf.Issuer} is not trusted: if it is yours, give the issuer's certificate or this one in {nameof(KuCoinEndpoint)}.{nameof(KuCoinEndpoint.TrustedCertificates)}";
        foreach (X509ChainStatus status in chain.ChainStatus.Where(status => (status.Status & ~(Unknown | X509ChainStatusFlags.NotTimeValid)) != 0))
            yield return $"{status.Status} ({status.StatusInformation.Trim()})";
    }

    private static string? OutOfDate(X509Certificate2 certificate)
    {
        DateTime now = DateTime.Now;
        string whose = $"{certificate.Subject} ";
        if (now > certificate.NotAfter)
            return $"{whose}expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}: the server needs a new one, or this machine's clock is wrong";
        return now < certificate.NotBefore ? $"{whose}is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd}: look at this machine's clock" : null;
    }

    private static string Names(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] all = names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
        return all.Length == 0 ? certificate.Subject : string.Join(", ", all);
    }
}
