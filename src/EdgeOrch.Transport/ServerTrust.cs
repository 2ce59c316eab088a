using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.Transport;

/// <summary>Accepts a server whose certificate names the host that was asked for and chains to the one pinned CA.</summary>
public static class ServerTrust
{
    // TLS Web Server Authentication, RFC 5280 §4.2.1.12.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Judges what a server sent at the TLS handshake.</summary>
    /// <param name="authority">The pinned CA.</param>
    /// <param name="certificate">The server's certificate; null when it sent none.</param>
    /// <param name="sent">What it sent beside it; null when nothing.</param>
    /// <param name="errors">What the platform found.</param>
    public static bool Accepts(X509Certificate2 authority, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // The platform checked the name; its verdict on the chain concerns the system's roots, which do not count here.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ServerAuthentication));
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(server);
    }
}
