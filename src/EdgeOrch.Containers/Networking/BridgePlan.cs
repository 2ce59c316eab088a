using System.Net;

namespace EdgeOrch.Containers.Networking;

/// <summary>What a device's bridge is to be.</summary>
/// <param name="Name">Its interface, at most 15 bytes.</param>
/// <param name="Subnet">Its IPv4 network; its first address is the bridge's.</param>
/// <param name="Subnet6">Its IPv6 network; null without IPv6.</param>
/// <param name="Mtu">Largest packet in bytes; null takes that of the default route's interface.</param>
/// <param name="Closed">Whether the device forwarded no IPv4 before there was this bridge: then it shall forward for bridges alone.</param>
/// <param name="Closed6">The same for IPv6.</param>
public sealed record BridgePlan(string Name, IPNetwork Subnet, IPNetwork? Subnet6, int? Mtu = null, bool Closed = false, bool Closed6 = false)
{
    /// <summary>The bridge's own address.</summary>
    public IPAddress Gateway => AddressOf(Subnet, 1);

    /// <summary>The bridge's own IPv6 address; null without IPv6.</summary>
    public IPAddress? Gateway6 => Subnet6 is { } subnet ? AddressOf(subnet, 1) : null;

    /// <summary>The address of a number within a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="number">0 or more; it must be within the network.</param>
    public static IPAddress AddressOf(IPNetwork network, int number)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var (i, rest) = (bytes.Length - 1, number); rest > 0; i--, rest >>= 8) bytes[i] |= (byte)rest;
        return new IPAddress(bytes);
    }
}
