using System.Net.Sockets;
using EdgeOrch.Containers.Cgroups;

namespace EdgeOrch.Containers.Networking;

/// <summary>The kernel's settings of the network (/proc/sys/net, of this thread's namespace; kernel documentation, ip-sysctl).</summary>
public static class NetworkSettings
{
    private const string V4 = "/proc/sys/net/ipv4";
    private const string V6 = "/proc/sys/net/ipv6";

    /// <summary>Whether this kernel has IPv6, and nobody has switched it off.</summary>
    public static bool HasIPv6 => ControlFile.ReadNumber($"{V6}/conf/all", "disable_ipv6") == 0 && ControlFile.ReadNumber($"{V6}/conf/default", "disable_ipv6") == 0;

    /// <summary>Whether the device hands on packets of others.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    public static bool Forwards(AddressFamily family) =>
        (family == AddressFamily.InterNetwork ? ControlFile.ReadNumber(V4, "ip_forward") : ControlFile.ReadNumber($"{V6}/conf/all", "forwarding")) is not (0 or null);

    /// <summary>
    /// Lets the device hand on packets, which a bridge needs on every interface that answers come in by, those that come later
    /// included.
    /// </summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    internal static void Forward(AddressFamily family)
    {
        if (Forwards(family)) return;
        if (family == AddressFamily.InterNetwork)
        {
            ControlFile.Write(V4, "ip_forward", 1);
            return;
        }

        // A device that forwards heeds routers' advertisements only where this says 2, and would lose its own IPv6 address and route.
        foreach (var link in Directory.EnumerateDirectories($"{V6}/conf"))
            if (ControlFile.ReadNumber(link, "accept_ra") == 1) ControlFile.TryWrite(link, "accept_ra", "2");
        ControlFile.Write($"{V6}/conf/all", "forwarding", 1);
    }

    /// <summary>Takes back what <see cref="Forward"/> did; heeding advertisements where it says 2 is the same then as where it says 1.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    internal static void ForwardNoMore(AddressFamily family)
    {
        if (family == AddressFamily.InterNetwork) ControlFile.Write(V4, "ip_forward", 0);
        else ControlFile.Write($"{V6}/conf/all", "forwarding", 0);
    }

    /// <summary>Settings of the bridge's interface.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    internal static void SetBridge(string name, bool ipv6)
    {
        // For the device's own way to published ports by 127.0.0.1; BridgeFirewall keeps the bridge from it.
        ControlFile.Write($"{V4}/conf/{name}", "route_localnet", 1);

        // No container may advertise itself as the device's router.
        if (ipv6) ControlFile.Write($"{V6}/conf/{name}", "accept_ra", 0);
    }
}
