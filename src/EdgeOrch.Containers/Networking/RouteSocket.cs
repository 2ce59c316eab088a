using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Networking;

/// <summary>Interfaces, addresses and routes of one network namespace (rtnetlink(7)). Members that make something are content with its being there.</summary>
internal sealed class RouteSocket(NetlinkSocket socket) : IDisposable
{
    private const ushort LinkNew = 16;
    private const ushort LinkDelete = 17;
    private const ushort LinkGet = 18;
    private const ushort LinkSet = 19;
    private const ushort AddressNew = 20;
    private const ushort AddressDelete = 21;
    private const ushort AddressGet = 22;
    private const ushort RouteNew = 24;
    private const ushort RouteGet = 26;

    private const int LinkAddress = 1;
    private const int LinkName = 3;
    private const int LinkMtu = 4;
    private const int LinkMaster = 10;
    private const int LinkProtocol = 12;
    private const int LinkKindGroup = 18;
    private const int LinkAlias = 20;
    private const int LinkNamespaceFd = 28;
    private const int KindName = 1;
    private const int KindData = 2;
    private const int VethPeer = 1;
    private const int BridgePortHairpin = 4;
    private const byte BridgeFamily = 7;
    private const uint Up = 1;

    private const int AddressAddress = 1;
    private const int AddressLocal = 2;
    private const int AddressFlags = 8;
    private const byte NoDuplicateDetection = 2;

    private const int RouteDestination = 1;
    private const int RouteLink = 4;
    private const int RouteGateway = 5;
    private const int RouteMetric = 6;
    private const byte MainTable = 254;
    private const byte ByBoot = 3;
    private const byte Unicast = 1;

    /// <summary>The interfaces of this thread's network.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static RouteSocket Open() => new(NetlinkSocket.Open(NetlinkSocket.Route));

    /// <summary>The interfaces of another network.</summary>
    /// <param name="namespaceFd">The network namespace.</param>
    /// <exception cref="ContainerException">It cannot be entered.</exception>
    public static RouteSocket OpenIn(int namespaceFd) => new(NetlinkSocket.OpenIn(namespaceFd, NetlinkSocket.Route));

    public void Dispose() => socket.Dispose();

    /// <summary>The interface of a name; null when there is none.</summary>
    public LinkState? Find(string name)
    {
        var request = Request(LinkGet, NetlinkFlags.None, new LinkHeader());
        request.Add(LinkName, name);
        request.End();
        try
        {
            return socket.Ask("RTM_GETLINK", name, request).Select(Link).FirstOrDefault();
        }
        catch (ContainerException absent) when (absent.Errno == Errno.NoDevice)
        {
            return null;
        }
    }

    /// <summary>All interfaces.</summary>
    public IReadOnlyList<LinkState> Links()
    {
        var request = Request(LinkGet, NetlinkFlags.Dump, new LinkHeader());
        request.End();
        return [.. socket.Ask("RTM_GETLINK", "*", request).Select(Link)];
    }

    /// <summary>Makes a bridge that is switched off. Its hardware address is given, or it would change with its ports.</summary>
    public void AddBridge(string name, PhysicalAddress address, int mtu)
    {
        var request = Request(LinkNew, NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Exclusive, new LinkHeader());
        request.Add(LinkName, name);
        request.Add(LinkAddress, address.GetAddressBytes());
        request.Add(LinkMtu, mtu);
        using (request.Nest(LinkKindGroup)) request.Add(KindName, "bridge");
        Make("RTM_NEWLINK", name, request);
    }

    /// <summary>Makes a pair of interfaces: one here, as a port of a bridge, its other end in another network at once.</summary>
    /// <param name="near">The one here.</param>
    /// <param name="bridge">Number of the bridge.</param>
    /// <param name="far">The other end.</param>
    /// <param name="farAddress">Its hardware address.</param>
    /// <param name="namespaceFd">The network that it goes to.</param>
    /// <param name="mtu">Of both, in bytes.</param>
    public void AddPair(string near, int bridge, string far, PhysicalAddress farAddress, int namespaceFd, int mtu)
    {
        var request = Request(LinkNew, NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Exclusive, new LinkHeader());
        request.Add(LinkName, near);
        request.Add(LinkMtu, mtu);
        request.Add(LinkMaster, bridge);
        using (request.Nest(LinkKindGroup))
        {
            request.Add(KindName, "veth");
            using (request.Nest(KindData))
            using (request.Nest(VethPeer))
            {
                request.Fixed(new LinkHeader());
                request.Add(LinkName, far);
                request.Add(LinkAddress, farAddress.GetAddressBytes());
                request.Add(LinkMtu, mtu);
                request.Add(LinkNamespaceFd, namespaceFd);
            }
        }

        request.End();
        socket.Acknowledged("RTM_NEWLINK", near, request);
    }

    /// <summary>Switches an interface on.</summary>
    /// <param name="link">The interface.</param>
    /// <param name="alias">What <c>ip link</c> shows beside it; null leaves that. (It is not taken when an interface is made.)</param>
    public void SetUp(LinkState link, string? alias = null)
    {
        var request = Request(LinkNew, NetlinkFlags.Acknowledge, new LinkHeader { Index = link.Index, Flags = Up, Change = Up });
        if (alias is not null) request.Add(LinkAlias, Encoding.UTF8.GetBytes(alias));
        request.End();
        socket.Acknowledged("RTM_NEWLINK", link.Name, request);
    }

    /// <summary>Sets an interface's largest packet.</summary>
    public void SetMtu(LinkState link, int mtu)
    {
        var request = Request(LinkNew, NetlinkFlags.Acknowledge, new LinkHeader { Index = link.Index });
        request.Add(LinkMtu, mtu);
        request.End();
        socket.Acknowledged("RTM_NEWLINK", string.Create(CultureInfo.InvariantCulture, $"{link.Name} mtu {mtu}"), request);
    }

    /// <summary>Lets a bridge send frames back to the port that they came from: a container that asks for its own published port needs it where br_netfilter is loaded.</summary>
    public void SetHairpin(LinkState port)
    {
        var request = Request(LinkSet, NetlinkFlags.Acknowledge, new LinkHeader { Family = BridgeFamily, Index = port.Index });
        using (request.Nest(LinkProtocol)) request.Add(BridgePortHairpin, (byte)1);
        request.End();
        socket.Acknowledged("RTM_SETLINK", port.Name, request);
    }

    /// <summary>Removes an interface, with its other end if it has one; false when there is none.</summary>
    public bool Delete(string name)
    {
        var request = Request(LinkDelete, NetlinkFlags.Acknowledge, new LinkHeader());
        request.Add(LinkName, name);
        request.End();
        var failure = socket.Try("RTM_DELLINK", name, request);
        return failure is null || (failure.Errno == Errno.NoDevice ? false : throw failure);
    }

    /// <summary>Gives an interface an address, of IPv6 without the wait for others that might have it.</summary>
    public void AddAddress(LinkState link, IPAddress address, int prefixLength)
    {
        var request = AddressRequest(AddressNew, NetlinkFlags.Create | NetlinkFlags.Replace, link, address, prefixLength);
        socket.Acknowledged("RTM_NEWADDR", $"{address} on {link.Name}", request);
    }

    /// <summary>Takes an address from an interface.</summary>
    public void DeleteAddress(LinkState link, IPAddress address, int prefixLength)
    {
        var request = AddressRequest(AddressDelete, NetlinkFlags.None, link, address, prefixLength);
        socket.Acknowledged("RTM_DELADDR", $"{address} on {link.Name}", request);
    }

    /// <summary>The addresses of an interface, without those that IPv6 gives each by itself.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses(LinkState link)
    {
        var request = Request(AddressGet, NetlinkFlags.Dump, new AddressHeader());
        request.End();
        var found = new List<(IPAddress, int)>();
        foreach (var answer in socket.Ask("RTM_GETADDR", link.Name, request))
        {
            var header = answer.Fixed<AddressHeader>();
            if (header.Index != link.Index) continue;
            var attributes = answer.Attributes<AddressHeader>();
            var bytes = attributes.Bytes(AddressLocal) is { IsEmpty: false } local ? local : attributes.Bytes(AddressAddress);
            if (bytes.Length is 4 or 16 && new IPAddress(bytes.Span) is { IsIPv6LinkLocal: false } address) found.Add((address, header.PrefixLength));
        }

        return found;
    }

    /// <summary>Makes the default route of the gateway's family.</summary>
    public void AddDefaultRoute(LinkState link, IPAddress gateway)
    {
        var header = new RouteHeader { Family = FamilyOf(gateway), Table = MainTable, Protocol = ByBoot, Type = Unicast };
        var request = Request(RouteNew, NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Replace, header);
        request.Add(RouteGateway, gateway.GetAddressBytes());
        request.Add(RouteLink, link.Index);
        request.End();
        socket.Acknowledged("RTM_NEWROUTE", $"default via {gateway}", request);
    }

    /// <summary>The unicast routes of a family, of all tables.</summary>
    public IReadOnlyList<RouteState> Routes(AddressFamily family)
    {
        var any = family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        var request = Request(RouteGet, NetlinkFlags.Dump, new RouteHeader { Family = FamilyOf(any) });
        request.End();
        var routes = new List<RouteState>();
        foreach (var answer in socket.Ask("RTM_GETROUTE", "*", request))
        {
            var header = answer.Fixed<RouteHeader>();
            if (header.Type != Unicast || header.Family != FamilyOf(any)) continue;
            var attributes = answer.Attributes<RouteHeader>();
            var destination = attributes.Bytes(RouteDestination) is { IsEmpty: false } bytes ? new IPAddress(bytes.Span) : any;
            routes.Add(new RouteState(new IPNetwork(destination, header.DestinationLength), attributes.Number(RouteLink) ?? 0, attributes.Number(RouteMetric) ?? 0));
        }

        return routes;
    }

    private static byte FamilyOf(IPAddress address) => (byte)(address.AddressFamily == AddressFamily.InterNetwork ? 2 : 10);

    private static LinkState Link(NetlinkMessage message)
    {
        var header = message.Fixed<LinkHeader>();
        var attributes = message.Attributes<LinkHeader>();
        return new LinkState(
            header.Index, attributes.Text(LinkName) ?? "", attributes.Nest(LinkKindGroup).Text(KindName), attributes.Number(LinkMtu) ?? 0,
            attributes.Number(LinkMaster) ?? 0, (header.Flags & Up) != 0, new PhysicalAddress(attributes.Bytes(LinkAddress).ToArray()));
    }

    private NetlinkWriter AddressRequest(ushort type, NetlinkFlags flags, LinkState link, IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        var header = new AddressHeader { Family = FamilyOf(address), PrefixLength = (byte)prefixLength, Index = link.Index };
        var request = Request(type, NetlinkFlags.Acknowledge | flags, header);
        request.Add(AddressLocal, bytes);
        request.Add(AddressAddress, bytes);
        if (bytes.Length == 16) request.Add(AddressFlags, (int)NoDuplicateDetection);
        request.End();
        return request;
    }

    private NetlinkWriter Request<T>(ushort type, NetlinkFlags flags, in T header) where T : unmanaged
    {
        var request = new NetlinkWriter();
        request.Begin(type, NetlinkFlags.Request | flags, socket.NextSequence());
        request.Fixed(header);
        return request;
    }

    private void Make(string call, string target, NetlinkWriter request)
    {
        request.End();
        if (socket.Try(call, target, request) is { } failure && failure.Errno != Errno.Exists) throw failure;
    }
}
