using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Reads certificate requests (PKCS #10, RFC 2986) of devices.</summary>
internal static class CertificateRequests
{
    /// <summary>The longest request, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private const int SmallestRsaBits = 2048;
    private const int LargestRsaBits = 8192;
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <summary>The public key of a request whose signature verifies. Nothing else of the request is used.</summary>
    /// <exception cref="CertificateRefusedException">It does not parse, does not verify, or its key is of a kind that we do not certify.</exception>
    public static PublicKey ReadKey(string? pem)
    {
        if (string.IsNullOrWhiteSpace(pem) || pem.Length > MaxLength)
            throw new CertificateRefusedException($"certificateRequest: must be a PEM \"CERTIFICATE REQUEST\" of at most {MaxLength} characters");
        CertificateRequest request;
        try
        {
            // Without the option the signature over the request is verified: whoever asks has the private key.
            request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new CertificateRefusedException($"certificateRequest: {e.Message}", e);
        }

        CheckKey(request.PublicKey);
        return request.PublicKey;
    }

    private static void CheckKey(PublicKey key)
    {
        using var ec = TryGet(key.GetECDsaPublicKey);
        if (ec?.ExportParameters(false).Curve.Oid.Value is P256 or P384) return;
        using var rsa = TryGet(key.GetRSAPublicKey);
        if (rsa?.KeySize is >= SmallestRsaBits and <= LargestRsaBits) return;
        throw new CertificateRefusedException($"certificateRequest: the key must be ECDSA P-256 or P-384, or RSA of {SmallestRsaBits} to {LargestRsaBits} bits");
    }

    private static T? TryGet<T>(Func<T?> get)
        where T : class
    {
        try
        {
            return get();
        }
        catch (CryptographicException)
        {
            // A curve that this platform does not have.
            return null;
        }
    }
}
