using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.ControlPlane.Tests.Identity;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly DeviceId Device = DeviceId.Parse("pi-1");
    private readonly IdentityFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void IssueDevice_WhateverTheRequestSays_NamesTheDeviceForClientUseOnly()
    {
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        using var certificate = X509Certificate2.CreateFromPem(authority.IssueDevice(Device, Request(ECDsa.Create(ECCurve.NamedCurves.nistP256), "CN=somebody-else")));

        Assert.Equal("CN=pi-1", certificate.Subject);
        Assert.True(authority.Issued(certificate));
        Assert.Equal("1.3.6.1.5.5.7.3.2", Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()).Value);
        Assert.Equal(_time.GetUtcNow().UtcDateTime + TimeSpan.FromDays(90), certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Issued_AfterTheCertificateEnded_IsFalse()
    {
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        using var certificate = X509Certificate2.CreateFromPem(authority.IssueDevice(Device, Request(ECDsa.Create(ECCurve.NamedCurves.nistP384))));
        _time.Advance(TimeSpan.FromDays(91));

        Assert.False(authority.Issued(certificate));
    }

    [Fact]
    public void Issued_ByAnotherAuthority_IsFalse()
    {
        using var other = new IdentityFolder();
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        using var foreign = new CertificateAuthority(other.Wrapped, _time);
        using var certificate = X509Certificate2.CreateFromPem(foreign.IssueDevice(Device, Request(ECDsa.Create(ECCurve.NamedCurves.nistP256))));

        Assert.False(authority.Issued(certificate));
        Assert.False(authority.Issued(authority.Server.TargetCertificate));
    }

    [Fact]
    public void Open_Again_KeepsAuthorityAndServerCertificateWithKeysForTheOwnerAlone()
    {
        using var first = new CertificateAuthority(_folder.Wrapped, _time);
        using var second = new CertificateAuthority(_folder.Wrapped, _time);

        Assert.Equal(first.CertificateFingerprint, second.CertificateFingerprint);
        Assert.Equal(first.Server.TargetCertificate.Thumbprint, second.Server.TargetCertificate.Thumbprint);
        Assert.True(second.Server.TargetCertificate.HasPrivateKey);
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.FilePath("ca.key")));
    }

    [Fact]
    public void IssueDevice_OfAShortLife_IsDueAtTwoThirdsOfIt()
    {
        _folder.Options.DeviceCertificateLifetime = TimeSpan.FromMinutes(10);
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        using var certificate = X509Certificate2.CreateFromPem(authority.IssueDevice(Device, Request(ECDsa.Create(ECCurve.NamedCurves.nistP256))));

        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        Assert.InRange(from + (to - from) * 2 / 3, _time.GetUtcNow().UtcDateTime.AddMinutes(6), _time.GetUtcNow().UtcDateTime.AddMinutes(7));
    }

    [Fact]
    public void RenewServerIfDue_InTheLastThirdOnly_OffersANewCertificateAndKeepsIt()
    {
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        _time.Advance(TimeSpan.FromDays(200));
        Assert.False(authority.RenewServerIfDue());
        _time.Advance(TimeSpan.FromDays(50));

        Assert.True(authority.RenewServerIfDue());

        using var later = new CertificateAuthority(_folder.Wrapped, _time);
        Assert.Equal(later.Server.TargetCertificate.Thumbprint, authority.Server.TargetCertificate.Thumbprint);
        Assert.Equal(_time.GetUtcNow().UtcDateTime.AddDays(365), authority.Server.TargetCertificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Open_InTheLastThirdOrWithOtherNames_MakesANewServerCertificate()
    {
        using var first = new CertificateAuthority(_folder.Wrapped, _time);
        _time.Advance(TimeSpan.FromDays(250));
        using var renewed = new CertificateAuthority(_folder.Wrapped, _time);
        _folder.Options.ServerNames.Add("edge.example");
        using var renamed = new CertificateAuthority(_folder.Wrapped, _time);

        Assert.NotEqual(first.Server.TargetCertificate.Thumbprint, renewed.Server.TargetCertificate.Thumbprint);
        Assert.True(renamed.Server.TargetCertificate.MatchesHostname("edge.example"));
        Assert.Equal(first.CertificateFingerprint, renamed.CertificateFingerprint);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    public void IssueDevice_NoRequest_IsRefused(string? pem)
    {
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);

        Assert.Throws<CertificateRefusedException>(() => authority.IssueDevice(Device, pem));
    }

    [Fact]
    public void IssueDevice_WeakKeyOrForgedSignature_IsRefused()
    {
        using var authority = new CertificateAuthority(_folder.Wrapped, _time);
        using var weak = RSA.Create(1024);
        var weakRequest = new CertificateRequest("CN=x", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        forged[^1] ^= 1;

        Assert.Contains("RSA", Assert.Throws<CertificateRefusedException>(() => authority.IssueDevice(Device, weakRequest)).Message, StringComparison.Ordinal);
        Assert.Throws<CertificateRefusedException>(() => authority.IssueDevice(Device, PemEncoding.WriteString("CERTIFICATE REQUEST", forged)));
    }

    public void Dispose() => _folder.Dispose();

    private static string Request(ECDsa key, string name = "CN=x")
    {
        using (key) return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }
}
