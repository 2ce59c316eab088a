using System.Net;

namespace EdgeOrch.Containers.Networking;

/// <summary>A port of the device that leads to one of a container.</summary>
/// <param name="HostPort">The device's port, 1 to 65,535.</param>
/// <param name="Port">The container's port, 1 to 65,535.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">The one address of the device that leads there; null: each.</param>
public sealed record PublishedPort(int HostPort, int Port, PortProtocol Protocol, IPAddress? HostAddress = null)
{
    /// <summary>Whether both want the same port of the device.</summary>
    /// <param name="other">The other.</param>
    public bool Collides(PublishedPort other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HostPort == other.HostPort && Protocol == other.Protocol
            && (HostAddress is null || other.HostAddress is null || HostAddress.Equals(other.HostAddress));
    }

    /// <summary>The device's side, such as <c>80/tcp</c> or <c>192.168.1.2:80/tcp</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{(HostAddress is { } address ? new IPEndPoint(address, HostPort).ToString() : HostPort.ToString(System.Globalization.CultureInfo.InvariantCulture))}/{(Protocol == PortProtocol.Tcp ? "tcp" : "udp")}");
}
