using System.Buffers.Binary;
using System.Net;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>The kernel's table of connections (ctnetlink).</summary>
internal static class Connections
{
    private const ushort Get = 0x101;
    private const ushort Delete = 0x102;
    private const int Original = 1;
    private const int Reply = 2;
    private const int Zone = 18;
    private const int Addresses = 1;
    private const int Ports = 2;

    /// <summary>
    /// Forgets what began before a container had its address or its published ports: rules are asked only for the first packet, so
    /// a sender of UDP that never pauses would go past a new port for ever.
    /// </summary>
    /// <param name="addresses">The container's addresses.</param>
    /// <param name="ports">Its published ports.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void Forget(IReadOnlyList<IPAddress> addresses, IReadOnlyList<PublishedPort> ports)
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
        foreach (var family in (byte[])[RuleExpressions.Ip, RuleExpressions.Ip6])
        {
            foreach (var connection in List(socket, family))
            {
                var attributes = connection.Attributes<NetfilterHeader>();
                var (original, reply) = (attributes.Nest(Original), attributes.Nest(Reply));
                var answers = Address(reply);
                if (!addresses.Contains(answers) && !ports.Any(p => Goes(original, p) && !addresses.Contains(answers))) continue;
                var request = Request(socket, Delete, NetlinkFlags.Acknowledge, family);
                request.Add(Original, attributes.Bytes(Original).Span);
                if (attributes.Bytes(Zone) is { IsEmpty: false } zone) request.Add(Zone, zone.Span);
                request.End();

                // It may have ended by itself.
                if (socket.Try("IPCTNL_MSG_CT_DELETE", $"to {answers}", request) is { } failure && failure.Errno != Errno.NoEntry) throw failure;
            }
        }
    }

    private static IReadOnlyList<NetlinkMessage> List(NetlinkSocket socket, byte family)
    {
        var request = Request(socket, Get, NetlinkFlags.Dump, family);
        request.End();
        return socket.Ask("IPCTNL_MSG_CT_GET", "*", request);
    }

    private static NetlinkWriter Request(NetlinkSocket socket, ushort type, NetlinkFlags flags, byte family)
    {
        var request = new NetlinkWriter();
        request.Begin(type, NetlinkFlags.Request | flags, socket.NextSequence());
        request.Fixed(new NetfilterHeader { Family = family });
        return request;
    }

    private static bool Goes(NetlinkAttributes tuple, PublishedPort port)
    {
        var ports = tuple.Nest(Ports);
        return port.Protocol == PortProtocol.Udp
            && ports.Bytes(1) is { Length: > 0 } protocol && protocol.Span[0] == (byte)PortProtocol.Udp
            && BinaryPrimitives.TryReadUInt16BigEndian(ports.Bytes(3).Span, out var to) && to == port.HostPort;
    }

    // Where answers come from: behind a translation, the container.
    private static IPAddress Address(NetlinkAttributes tuple)
    {
        var addresses = tuple.Nest(Addresses);
        var bytes = addresses.Bytes(1) is { IsEmpty: false } v4 ? v4 : addresses.Bytes(3);
        return bytes.Length is 4 or 16 ? new IPAddress(bytes.Span) : IPAddress.None;
    }
}
