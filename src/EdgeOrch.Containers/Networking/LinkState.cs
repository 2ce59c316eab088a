using System.Net.NetworkInformation;

namespace EdgeOrch.Containers.Networking;

/// <summary>A network interface as the kernel shows it.</summary>
/// <param name="Index">Its number in its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Such as <c>bridge</c> or <c>veth</c>; null for one of a device.</param>
/// <param name="Mtu">Largest packet, in bytes.</param>
/// <param name="Bridge">Number of the bridge that it is a port of; 0: none.</param>
/// <param name="IsUp">Whether it is switched on.</param>
/// <param name="Address">Its hardware address.</param>
internal sealed record LinkState(int Index, string Name, string? Kind, int Mtu, int Bridge, bool IsUp, PhysicalAddress Address);
