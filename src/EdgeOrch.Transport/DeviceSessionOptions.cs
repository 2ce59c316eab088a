using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;

namespace EdgeOrch.Transport;

/// <summary>Where and as whom a device connects.</summary>
public sealed record DeviceSessionOptions
{
    /// <summary>The device; also the MQTT client id.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>Host name or address of the broker; the server's certificate must name it.</summary>
    public required string Host { get; init; }

    /// <summary>TLS port of the broker, 1 to 65,535.</summary>
    public required int Port { get; init; }

    /// <summary>The only CA whose server certificates are accepted; system roots are not.</summary>
    public required X509Certificate2 Authority { get; init; }

    /// <summary>Gives the certificate with its private key; asked at each connect, so that a renewed one is used from the next on.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>Gives the generation that the device has applied, for the <c>link</c> message; 0 for none.</summary>
    public required Func<long> AppliedGeneration { get; init; }

    /// <summary>How long the broker keeps the session after the connection ended. Default 1 day.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>MQTT keep-alive. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one connect, subscribe or publish may take. Default 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest first wait before a reconnect; it doubles with each failure. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before a reconnect. Default 2 min.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(2);
}
