using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Options;
using MQTTnet.Server;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The one MQTTnet server, set up: TLS only, client certificates of our CA required.</summary>
internal sealed class BrokerServer : IDisposable
{
    /// <summary>Who publishes for the control plane; no device id has a "$".</summary>
    public const string Sender = "$edgeorch";

    private readonly CertificateAuthority _authority;

    /// <summary>Sets it up; it does not listen yet.</summary>
    public BrokerServer(IOptions<BrokerOptions> options, CertificateAuthority authority)
    {
        _authority = authority;
        var value = options.Value;
        Server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointPort(value.Port)
            // IPAddress.None is MQTTnet's way to say "do not listen".
            .WithEncryptedEndpointBoundIPAddress(Address(value.ListenIPv4))
            .WithEncryptedEndpointBoundIPV6Address(Address(value.ListenIPv6))
            .WithEncryptionCertificate(authority.ServerCertificate)
            .WithEncryptionSslProtocol(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificate((_, certificate, _, _) => IsOurs(certificate))
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(value.MaxPendingMessages)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .Build());
    }

    /// <summary>The server.</summary>
    public MqttServer Server { get; }

    /// <summary>The device's session; null when it has none.</summary>
    public async Task<MqttSessionStatus?> FindSessionAsync(DeviceId device)
    {
        try
        {
            return await Server.GetSessionAsync(device.ToString());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private bool IsOurs(X509Certificate? certificate)
    {
        if (certificate is null) return false;
        using var client = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return _authority.Issued(client);
    }

    private static IPAddress Address(string? text) => text is null ? IPAddress.None : IPAddress.Parse(text);
}
