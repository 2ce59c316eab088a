using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Who this device is and whom it trusts; made by enrolment, in one file of mode 0600.</summary>
internal sealed record DeviceIdentity
{
    /// <summary>The device's id.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>The control plane's address that it was enrolled at.</summary>
    public required Uri Server { get; init; }

    /// <summary>Host of the MQTT broker.</summary>
    public required string MqttHost { get; init; }

    /// <summary>TLS port of the MQTT broker.</summary>
    public required int MqttPort { get; init; }

    /// <summary>The device's certificate, PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>Private key of <see cref="Certificate"/>, PKCS #8 PEM; made here, never sent.</summary>
    public required string PrivateKey { get; init; }

    /// <summary>The control plane's CA certificate, PEM; the only root that this device trusts.</summary>
    public required string Authority { get; init; }

    /// <summary>Public key that signs desired state, SubjectPublicKeyInfo PEM.</summary>
    public required string DesiredStateKey { get; init; }

    /// <summary>The certificate with its key, for TLS.</summary>
    public X509Certificate2 LoadCertificate() => X509Certificate2.CreateFromPem(Certificate, PrivateKey);

    /// <summary>The pinned root.</summary>
    public X509Certificate2 LoadAuthority() => X509Certificate2.CreateFromPem(Authority);

    /// <summary>The pinned key that desired state must be signed with.</summary>
    public ECDsa LoadDesiredStateKey()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(DesiredStateKey);
        return key;
    }

    /// <summary>The device without its secrets, for logs.</summary>
    public override string ToString() => $"{Device} at {Server}";
}
