using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>How certificates are named: SHA-256 of the DER form, lower-case hex.</summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint of a certificate.</summary>
    public static string Of(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>The fingerprint of a certificate in PEM.</summary>
    public static string OfPem(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Of(certificate);
    }
}
