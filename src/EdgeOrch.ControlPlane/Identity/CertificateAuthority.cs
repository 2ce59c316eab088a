using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>The control plane's own CA: made at the first start, it certifies the server and every device.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    // Devices' clocks may be behind; RFC 5280 knows no tolerance of its own.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(24);

    // A device's certificate is checked by our own clock alone, and renewed at two thirds of the time from its beginning to its end:
    // begun a day early, one of a short life would be due when it is made.
    private const int DeviceSkewShare = 10;

    // TLS Web Server Authentication and Client Authentication, RFC 5280 §4.2.1.12.
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly IdentityOptions _options;
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _authority;
    private volatile SslStreamCertificateContext _server;

    /// <summary>Opens the CA of the identity folder, or makes it.</summary>
    /// <exception cref="InvalidOperationException">Its files do not belong together or cannot be read.</exception>
    public CertificateAuthority(IOptions<IdentityOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        PrivateFiles.MakeFolder(_options.Directory);
        _authority = OpenOrMake("ca", MakeAuthority, _ => true);
        _server = Offer(OpenOrMake("server", MakeServer, IsGoodServer));
    }

    /// <summary>The CA's certificate, PEM.</summary>
    public string CertificatePem => _authority.ExportCertificatePem();

    /// <summary>SHA-256 of the CA's certificate, lower-case hex; part of every join token.</summary>
    public string CertificateFingerprint => Fingerprint.Of(_authority);

    /// <summary>The server's certificate with its private key, for the next connection of a TLS listener; another one after each renewal.</summary>
    public SslStreamCertificateContext Server => _server;

    /// <summary>Makes a new server certificate when two thirds of the old one's life are over.</summary>
    /// <returns>Whether there is a new one.</returns>
    /// <exception cref="IOException">It cannot be written; the old one stays in use.</exception>
    public bool RenewServerIfDue()
    {
        if (IsGoodServer(_server.TargetCertificate)) return false;
        // The old one is not disposed of: connections that were made with it live on.
        _server = Offer(OpenOrMake("server", MakeServer, IsGoodServer));
        return true;
    }

    /// <summary>Certifies a device's key.</summary>
    /// <param name="device">The device; its id becomes the common name, whatever the request says.</param>
    /// <param name="certificateRequest">PKCS #10 request, PEM.</param>
    /// <returns>The certificate, PEM.</returns>
    /// <exception cref="CertificateRefusedException">The request is not acceptable.</exception>
    public string IssueDevice(DeviceId device, string? certificateRequest)
    {
        var request = new CertificateRequest(Name(device.ToString()), CertificateRequests.ReadKey(certificateRequest), HashAlgorithmName.SHA256);
        AddLeafExtensions(request, ClientAuthentication);
        var lifetime = _options.DeviceCertificateLifetime;
        using var certificate = Sign(request, lifetime, lifetime / DeviceSkewShare < ClockSkew ? lifetime / DeviceSkewShare : ClockSkew);
        return certificate.ExportCertificatePem();
    }

    /// <summary>Whether this CA issued the certificate, for clients, and it is valid now.</summary>
    public bool Issued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _server.TargetCertificate.Dispose();
    }

    private X509Certificate2 OpenOrMake(string name, Func<X509Certificate2> make, Func<X509Certificate2, bool> isGood)
    {
        var (certificatePath, keyPath) = (Path.Combine(_options.Directory, name + ".crt"), Path.Combine(_options.Directory, name + ".key"));
        if (File.Exists(certificatePath) && Open(certificatePath, keyPath) is var found)
        {
            if (isGood(found)) return found;
            found.Dispose();
        }

        var made = make();
        using var key = made.GetECDsaPrivateKey()!;
        // The certificate comes last: a start that was killed in between finds none and makes both again.
        File.Delete(certificatePath);
        PrivateFiles.WriteSecret(keyPath, key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.WritePublic(certificatePath, made.ExportCertificatePem());
        return made;
    }

    private static X509Certificate2 Open(string certificatePath, string keyPath)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception e) when (e is CryptographicException or IOException or ArgumentException)
        {
            throw new InvalidOperationException($"certificate \"{certificatePath}\" with key \"{keyPath}\": {e.Message}", e);
        }
    }

    // Made once for all connections: it builds the chain.
    private static SslStreamCertificateContext Offer(X509Certificate2 certificate) => SslStreamCertificateContext.Create(certificate, null, offline: true);

    private X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name("EdgeOrch CA"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = _time.GetUtcNow();
        return request.CreateSelfSigned(now - ClockSkew, now + _options.AuthorityLifetime);
    }

    private X509Certificate2 MakeServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = _options.EffectiveServerNames;
        var request = new CertificateRequest(Name(names[0]), key, HashAlgorithmName.SHA256);
        AddLeafExtensions(request, ServerAuthentication);
        request.CertificateExtensions.Add(AlternativeNames(names));
        using var certificate = Sign(request, _options.ServerCertificateLifetime, ClockSkew);
        return certificate.CopyWithPrivateKey(key);
    }

    private bool IsGoodServer(X509Certificate2 found)
    {
        var expected = AlternativeNames(_options.EffectiveServerNames).RawData;
        var names = found.Extensions.OfType<X509SubjectAlternativeNameExtension>().SingleOrDefault();
        var renewAt = found.NotAfter.ToUniversalTime() - _options.ServerCertificateLifetime / 3;
        // A CA of an older folder must not leave its server certificate behind.
        var ours = found.Issuer == _authority.Subject && found.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().SingleOrDefault()?.KeyIdentifier is { } id
            && _authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span.SequenceEqual(id.Span);
        return ours && names is not null && names.RawData.AsSpan().SequenceEqual(expected) && _time.GetUtcNow().UtcDateTime < renewAt;
    }

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime, TimeSpan skew)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        var now = _time.GetUtcNow();
        // 16 random bytes; the first bit clear keeps the number positive (RFC 5280 §4.1.2.2).
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        // Earlier than the CA itself is refused by CertificateRequest.
        var from = Latest(now - skew, _authority.NotBefore.ToUniversalTime());
        var until = Earliest(now + lifetime, _authority.NotAfter.ToUniversalTime());
        using var key = _authority.GetECDsaPrivateKey()!;
        return request.Create(_authority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, until, serial);
    }

    private static void AddLeafExtensions(CertificateRequest request, Oid usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }

        return builder.Build();
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
