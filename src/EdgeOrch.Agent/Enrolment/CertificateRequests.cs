using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>The device's key and its PKCS #10 requests (RFC 2986).</summary>
internal static class CertificateRequests
{
    /// <summary>A new key, ECDSA on P-256.</summary>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A request for a certificate that names the device, PEM.</summary>
    public static string Create(DeviceId device, ECDsa key) =>
        new CertificateRequest($"CN={device}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>Checks a certificate that the control plane issued: for this key, from the pinned CA.</summary>
    /// <exception cref="EnrolmentException">It is not.</exception>
    public static void Check(string certificatePem, ECDsa key, string authorityPem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(certificatePem);
            using var authority = X509Certificate2.CreateFromPem(authorityPem);
            using var issued = certificate.GetECDsaPublicKey();
            if (issued is null || !issued.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw new EnrolmentException("the control plane sent a certificate for another key");
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;

            // The clock of a device without a battery may be far off; TLS itself will judge the times.
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
            if (!chain.Build(certificate)) throw new EnrolmentException("the control plane sent a certificate that its own CA did not sign");
        }
        catch (CryptographicException e)
        {
            throw new EnrolmentException($"the control plane sent a certificate that cannot be read: {e.Message}", e);
        }
    }
}
