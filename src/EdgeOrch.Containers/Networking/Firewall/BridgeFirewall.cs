using System.Net;
using System.Net.Sockets;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Networking.Netlink;
using static EdgeOrch.Containers.Networking.Firewall.RuleExpressions;

namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>
/// The bridge's rules, in a table of their own that is replaced as a whole. Other tables are not touched, and what they drop stays
/// dropped: an accept ends only the table that it is in (<see cref="Obstacles"/> finds such).
/// </summary>
internal static class BridgeFirewall
{
    public const string TableName = "edgeorch";

    private const ushort GetTable = 0xA01;
    private const ushort GetChain = 0xA04;
    private const string Local = "ports";
    private const string WasOff = "forwarding was off before edgeorch";
    private static readonly IPNetwork s_loopback = IPNetwork.Parse("127.0.0.0/8");
    private static readonly IPNetwork s_loopback6 = IPNetwork.Parse("::1/128");

    /// <summary>Makes the rules, in place of earlier ones.</summary>
    /// <exception cref="ContainerException">The kernel refused; the earlier rules hold.</exception>
    public static void Apply(BridgePlan plan, IEnumerable<BridgeEndpoint> endpoints)
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        var batch = new RuleBatch(socket, TableName);

        // Made so that it can be deleted, whether it was there or not.
        batch.Table();
        batch.Delete();
        batch.Table();
        Guard(batch, plan);
        Publish(batch, plan, endpoints);
        Translate(batch, plan);
        Forward(batch, plan);
        if (batch.Commit() is { } failure) throw failure;
    }

    /// <summary>Makes, in place of earlier rules, only those that keep the device from forwarding for others than bridges.</summary>
    /// <exception cref="ContainerException">The kernel refused; the earlier rules hold.</exception>
    public static void ApplyClosing(BridgePlan plan)
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        var batch = new RuleBatch(socket, TableName);
        batch.Table();
        batch.Delete();
        batch.Table();
        batch.Chain("forward", "filter", RuleHook.Forward, 0);
        Close(batch, plan);
        if (batch.Commit() is { } failure) throw failure;
    }

    /// <summary>Removes the rules; nothing happens when there are none.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void Remove()
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        var batch = new RuleBatch(socket, TableName);
        batch.Table();
        batch.Delete();
        if (batch.Commit() is { } failure) throw failure;
    }

    /// <summary>Whether the table is there; it goes when somebody flushes all rules.</summary>
    public static bool Exists()
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        var request = new NetlinkWriter();
        request.Begin(GetTable, NetlinkFlags.Request, socket.NextSequence());
        request.Fixed(new NetfilterHeader { Family = Inet });
        request.Add(1, TableName);
        request.End();
        try
        {
            return socket.Ask("NFT_MSG_GETTABLE", TableName, request).Count > 0;
        }
        catch (ContainerException absent) when (absent.Errno == Errno.NoEntry)
        {
            return false;
        }
    }

    /// <summary>Chains of others that drop what they do not know of all that the device forwards, such as <c>ip filter FORWARD</c>.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static IReadOnlyList<string> Obstacles()
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        var request = new NetlinkWriter();
        request.Begin(GetChain, NetlinkFlags.Request | NetlinkFlags.Dump, socket.NextSequence());
        request.Fixed(new NetfilterHeader());
        request.End();
        var found = new List<string>();
        foreach (var answer in socket.Ask("NFT_MSG_GETCHAIN", "*", request))
        {
            const int DropPolicy = 0;
            var chain = answer.Attributes<NetfilterHeader>();
            var family = answer.Fixed<NetfilterHeader>().Family switch { Inet => "inet", Ip => "ip", Ip6 => "ip6", _ => null };
            if (family is null || chain.NumberBig(5) != DropPolicy || chain.Nest(4).NumberBig(1) != (int)RuleHook.Forward) continue;
            found.Add($"{family} {chain.Text(1)} {chain.Text(3)}");
        }

        return found;
    }

    // The bridge may route to loopback, or the device could not use its own published ports there; nobody on the bridge may.
    private static void Guard(RuleBatch batch, BridgePlan plan)
    {
        batch.Chain("guard", "filter", RuleHook.Prerouting, -300);
        batch.Rule("guard", "the device's own loopback", In(plan.Name), To(s_loopback), Drop);
    }

    private static void Publish(RuleBatch batch, BridgePlan plan, IEnumerable<BridgeEndpoint> endpoints)
    {
        batch.Chain(Local);
        foreach (var endpoint in endpoints)
            foreach (var port in endpoint.Ports)
                foreach (var address in (IPAddress?[])[endpoint.Address(plan), endpoint.Address6(plan)])
                    Publish(batch, endpoint.Id, port, address);
        batch.Chain("prerouting", "nat", RuleHook.Prerouting, -100);
        batch.Rule("prerouting", null, ToThisDevice, Jump(Local));
        batch.Chain("output", "nat", RuleHook.Output, -100);

        // A packet from ::1 cannot leave the loopback interface; IPv6 has no setting for that.
        batch.Rule("output", null, To(s_loopback6), Return);
        batch.Rule("output", null, ToThisDevice, Jump(Local));
    }

    private static void Publish(RuleBatch batch, string id, PublishedPort port, IPAddress? address)
    {
        if (address is null || (port.HostAddress is { } host && host.AddressFamily != address.AddressFamily)) return;
        var which = port.HostAddress is { } only ? To(new IPNetwork(only, only.GetAddressBytes().Length * 8)) : Family(address.AddressFamily);
        batch.Rule(Local, id, which, ToPort(port.Protocol, port.HostPort), SendTo(address, port.Port));
    }

    private static void Translate(RuleBatch batch, BridgePlan plan)
    {
        batch.Chain("postrouting", "nat", RuleHook.Postrouting, 100);
        batch.Rule("postrouting", null, From(s_loopback), Out(plan.Name), Masquerade);
        foreach (var subnet in Subnets(plan))
        {
            batch.Rule("postrouting", null, From(subnet), NotOut(plan.Name), Masquerade);

            // Through the device and back to the bridge: the answer must come the same way, not directly.
            batch.Rule("postrouting", null, From(subnet), To(subnet), Translated, Masquerade);
        }
    }

    private static void Forward(RuleBatch batch, BridgePlan plan)
    {
        batch.Chain("forward", "filter", RuleHook.Forward, 0);
        batch.Rule("forward", null, In(plan.Name), Accept);
        batch.Rule("forward", null, Out(plan.Name), Known, Accept);
        batch.Rule("forward", null, Out(plan.Name), Translated, Accept);
        batch.Rule("forward", "not published", Out(plan.Name), Drop);
        Close(batch, plan);
    }

    private static void Close(RuleBatch batch, BridgePlan plan)
    {
        if (!plan.Closed && !plan.Closed6) return;
        batch.Rule("forward", null, InKind("bridge"), Accept);
        batch.Rule("forward", null, OutKind("bridge"), Accept);
        if (plan.Closed) batch.Rule("forward", WasOff, Family(AddressFamily.InterNetwork), Drop);
        if (plan.Closed6) batch.Rule("forward", WasOff, Family(AddressFamily.InterNetworkV6), Drop);
    }

    private static IEnumerable<IPNetwork> Subnets(BridgePlan plan) => plan.Subnet6 is { } subnet6 ? [plan.Subnet, subnet6] : [plan.Subnet];
}
