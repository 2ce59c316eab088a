using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Networking.Firewall;

namespace EdgeOrch.Containers.Networking;

/// <summary>
/// A bridge of containers in the kernel: interface, addresses, firewall rules, and a pair of interfaces for each container. All
/// members make what is missing and leave what is right, whoever made it, so that they may be called again after any interruption.
/// They act on the network of the calling thread, and one at a time: a lock is the caller's.
/// </summary>
public static class BridgeNetwork
{
    /// <summary>The container's own interface.</summary>
    public const string InnerName = "eth0";

    private const int UsualMtu = 1500;

    /// <summary>Makes bridge, settings and rules be as planned.</summary>
    /// <param name="plan">The bridge.</param>
    /// <param name="endpoints">Containers whose published ports are open.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void Ensure(BridgePlan plan, IReadOnlyList<BridgeEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(endpoints);

        // Rules first: what they forbid is not open for a moment.
        BridgeFirewall.Apply(plan, endpoints);
        using var links = RouteSocket.Open();
        var mtu = Mtu(links, plan);
        links.AddBridge(plan.Name, HardwareAddress(plan.Gateway), mtu);
        var bridge = links.Find(plan.Name) ?? throw new ContainerException($"interface \"{plan.Name}\": is gone again");
        if (bridge.Kind != "bridge") throw new ContainerException($"interface \"{plan.Name}\": is there and no bridge; give the device's bridge another name");
        if (bridge.Mtu != mtu) links.SetMtu(bridge, mtu);
        NetworkSettings.SetBridge(plan.Name, plan.Subnet6 is not null);
        links.SetUp(bridge);
        SetAddresses(links, bridge, plan);
        NetworkSettings.Forward(AddressFamily.InterNetwork);
        if (plan.Subnet6 is not null) NetworkSettings.Forward(AddressFamily.InterNetworkV6);
    }

    /// <summary>Puts a container on the bridge; what it has of an earlier life, or of an earlier supervisor, is replaced.</summary>
    /// <param name="plan">The bridge, which is there.</param>
    /// <param name="endpoint">The container's place.</param>
    /// <param name="pid">A process in the container's network, which is a namespace of its own.</param>
    /// <exception cref="ContainerException">The kernel refused; the container has no interface then.</exception>
    public static void Attach(BridgePlan plan, BridgeEndpoint endpoint, int pid)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(endpoint);
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net");
        var space = Libc.TryOpen(path, Flags.CloseOnExec);
        if (space < 0) throw new ContainerException("open", path, -space);
        try
        {
            AttachTo(plan, endpoint, space);
        }
        finally
        {
            Libc.Close(space);
        }
    }

    /// <summary>Takes a container from the bridge; nothing happens when it is not on it.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void Detach(BridgeEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var links = RouteSocket.Open();
        links.Delete(endpoint.Port);
    }

    /// <summary>Names of the bridge's ports that are ours, with or without a container.</summary>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static IReadOnlyList<string> Ports(string bridge)
    {
        using var links = RouteSocket.Open();
        if (links.Find(bridge) is not { } found) return [];
        return [.. links.Links().Where(l => l.Bridge == found.Index && l.Name.StartsWith(BridgeEndpoint.PortPrefix, StringComparison.Ordinal)).Select(l => l.Name)];
    }

    /// <summary>Removes a port that has no container.</summary>
    /// <param name="port">Its name.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void RemovePort(string port)
    {
        using var links = RouteSocket.Open();
        links.Delete(port);
    }

    /// <summary>Whether the bridge's rules are there; they go when somebody flushes all of them.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static bool HasRules() => BridgeFirewall.Exists();

    /// <summary>Removes bridge and rules; nothing happens when there are none. What the device did not forward before, it does not then.</summary>
    /// <param name="plan">The bridge.</param>
    /// <returns>False when other bridges may have come to need the forwarding that this one turned on: it stays, and stays closed
    /// to all but bridges by rules, until the next boot.</returns>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static bool Remove(BridgePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var links = RouteSocket.Open();
        if (links.Find(plan.Name) is { Kind: "bridge" }) links.Delete(plan.Name);
        if ((plan.Closed || plan.Closed6) && links.Links().Any(l => l.Kind == "bridge"))
        {
            BridgeFirewall.ApplyClosing(plan);
            return false;
        }

        if (plan.Closed) NetworkSettings.ForwardNoMore(AddressFamily.InterNetwork);
        if (plan.Closed6) NetworkSettings.ForwardNoMore(AddressFamily.InterNetworkV6);
        BridgeFirewall.Remove();
        return true;
    }

    /// <summary>Chains of others that drop what they do not know, and so may keep the bridge from the outside.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static IReadOnlyList<string> Obstacles() => BridgeFirewall.Obstacles();

    /// <summary>The networks that the device has routes to, the bridge's own and the default ones apart.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static IReadOnlyList<IPNetwork> RoutedNetworks(AddressFamily family, string bridge)
    {
        using var links = RouteSocket.Open();
        var own = links.Find(bridge)?.Index ?? -1;
        return [.. links.Routes(family).Where(r => r.Destination.PrefixLength > 0 && r.Link != own).Select(r => r.Destination)];
    }

    internal static void AttachTo(BridgePlan plan, BridgeEndpoint endpoint, int space)
    {
        using var links = RouteSocket.Open();
        using var inside = RouteSocket.OpenIn(space);
        var bridge = links.Find(plan.Name) ?? throw new ContainerException($"interface \"{plan.Name}\": is not there");

        // The kernel removes the pair of a network that ended, but in its own time.
        links.Delete(endpoint.Port);
        inside.Delete(InnerName);
        Connections.Forget([.. Addresses(plan, endpoint)], endpoint.Ports);
        links.AddPair(endpoint.Port, bridge.Index, InnerName, HardwareAddress(endpoint.Address(plan)), space, bridge.Mtu);
        try
        {
            var port = links.Find(endpoint.Port) ?? throw new ContainerException($"interface \"{endpoint.Port}\": is gone again");
            links.SetHairpin(port);
            links.SetUp(port, endpoint.Id);
            var own = inside.Find(InnerName) ?? throw new ContainerException($"interface \"{InnerName}\" of \"{endpoint.Id}\": is gone again");
            inside.SetUp(own);
            inside.AddAddress(own, endpoint.Address(plan), plan.Subnet.PrefixLength);
            inside.AddDefaultRoute(own, plan.Gateway);
            if (endpoint.Address6(plan) is not { } address6) return;
            inside.AddAddress(own, address6, plan.Subnet6!.Value.PrefixLength);
            inside.AddDefaultRoute(own, plan.Gateway6!);
        }
        catch
        {
            links.Delete(endpoint.Port);
            throw;
        }
    }

    private static IEnumerable<IPAddress> Addresses(BridgePlan plan, BridgeEndpoint endpoint) =>
        endpoint.Address6(plan) is { } address6 ? [endpoint.Address(plan), address6] : [endpoint.Address(plan)];

    private static void SetAddresses(RouteSocket links, LinkState bridge, BridgePlan plan)
    {
        List<(IPAddress Address, int PrefixLength)> wanted = [(plan.Gateway, plan.Subnet.PrefixLength)];
        if (plan.Subnet6 is { } subnet6) wanted.Add((plan.Gateway6!, subnet6.PrefixLength));
        foreach (var (address, length) in links.Addresses(bridge).Except(wanted)) links.DeleteAddress(bridge, address, length);
        foreach (var (address, length) in wanted) links.AddAddress(bridge, address, length);
    }

    // Derived from the address: neighbours that remember a container find its next life, which has the same one.
    private static PhysicalAddress HardwareAddress(IPAddress address) => new([0x02, (byte)'e', .. address.GetAddressBytes()]);

    private static int Mtu(RouteSocket links, BridgePlan plan)
    {
        if (plan.Mtu is { } mtu) return mtu;
        var outside = links.Routes(AddressFamily.InterNetwork).Where(r => r is { Destination.PrefixLength: 0, Link: > 0 }).MinBy(r => r.Metric);
        return outside is null ? UsualMtu : links.Links().FirstOrDefault(l => l.Index == outside.Link)?.Mtu ?? UsualMtu;
    }
}
