using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Makes the device's key, has the control plane sign it, and keeps what came back.</summary>
internal sealed class Enroller(IdentityStore identities, EnrolmentClient client)
{
    /// <summary>Joins the control plane; the identity is durable on return.</summary>
    /// <exception cref="EnrolmentException">Already enrolled, or refused.</exception>
    public async Task<DeviceIdentity> JoinAsync(JoinOptions join, DeviceFacts facts, CancellationToken cancellation)
    {
        if (identities.Load() is { } existing)
            throw new EnrolmentException($"already enrolled as \"{existing.Device}\" at {existing.Server}; run \"edgeorchd leave\" first");

        using var key = CertificateRequests.NewKey();
        var request = new EnrolmentRequest(join.Token.Text, join.Device, CertificateRequests.Create(join.Device, key), join.Labels, facts);
        var result = await client.EnrolAsync(join, request, cancellation);
        var identity = new DeviceIdentity
        {
            Device = result.Device,
            Server = join.Server,
            MqttHost = result.MqttHost,
            MqttPort = result.MqttPort,
            Certificate = result.Certificate,
            PrivateKey = key.ExportPkcs8PrivateKeyPem(),
            Authority = result.Authority,
            DesiredStateKey = result.DesiredStateKey,
        };
        Check(identity, join, key);
        identities.Save(identity);
        return identity;
    }

    private static void Check(DeviceIdentity identity, JoinOptions join, System.Security.Cryptography.ECDsa key)
    {
        if (identity.Device != join.Device) throw new EnrolmentException($"the control plane enrolled \"{identity.Device}\" instead of \"{join.Device}\"");
        if (identity.MqttPort is < 1 or > 65_535 || identity.MqttHost.Length == 0)
            throw new EnrolmentException($"the control plane named no MQTT broker: \"{identity.MqttHost}:{identity.MqttPort}\"");
        try
        {
            using var authority = identity.LoadAuthority();
            if (!join.Token.Names(authority)) throw new EnrolmentException("the control plane sent another CA than the token names");
            using var desired = identity.LoadDesiredStateKey();
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new EnrolmentException($"the control plane sent a key that cannot be read: {e.Message}", e);
        }

        CertificateRequests.Check(identity.Certificate, key, identity.Authority);
    }
}
