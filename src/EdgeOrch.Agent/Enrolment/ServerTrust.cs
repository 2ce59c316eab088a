using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Decides at the TLS handshake whether a server is the control plane: its chain must end at the one trusted CA, and its name must match.</summary>
internal static class ServerTrust
{
    /// <summary>Trusts a pinned CA.</summary>
    public static bool ByAuthority(X509Certificate2 authority, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // Only the chain's root is ours to judge; a missing certificate or a wrong name is refused whoever signed.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
