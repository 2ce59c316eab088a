using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Tests.Enrolment;

/// <summary>A control plane's CA, and a device that it enrolled.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private int _serial;

    public TestAuthority(DateTimeOffset begin)
    {
        var request = new CertificateRequest("CN=test CA", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(begin.AddYears(-1), begin.AddYears(10));
    }

    /// <summary>Signs a device's request.</summary>
    public string Issue(string csr, DateTimeOffset from, DateTimeOffset to)
    {
        using var issued = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).Create(_certificate, from, to, [(byte)++_serial]);
        return issued.ExportCertificatePem();
    }

    /// <summary>A device with a certificate for that time; its broker is a port that nobody listens on.</summary>
    public DeviceIdentity Enrol(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = CertificateRequests.NewKey();
        var device = DeviceId.Parse("line-3");
        return new DeviceIdentity
        {
            Device = device,
            Server = new Uri("https://cloud.example:8443"),
            MqttHost = "127.0.0.1",
            MqttPort = 1,
            Certificate = Issue(CertificateRequests.Create(device, key), from, to),
            PrivateKey = key.ExportPkcs8PrivateKeyPem(),
            Authority = _certificate.ExportCertificatePem(),
            DesiredStateKey = _key.ExportSubjectPublicKeyInfoPem(),
        };
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
