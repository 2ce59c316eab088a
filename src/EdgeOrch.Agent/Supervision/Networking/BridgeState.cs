using System.Net;
using EdgeOrch.Containers.Networking;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>What of the bridge outlives the supervisor and power cuts (<c>network.json</c>). Leases hold numbers, so that another subnet moves all.</summary>
/// <remarks>Members with a default have setters: a generated reader hands null or zero to an init that an older file leaves out.</remarks>
internal sealed record BridgeState
{
    /// <summary>The first number that a container may have: 0 is the network, 1 the bridge.</summary>
    public const int FirstNumber = 2;

    /// <summary>The IPv4 network, such as <c>10.213.0.0/22</c>.</summary>
    public required string Subnet { get; init; }

    /// <summary>The IPv6 network, a random one of RFC 4193, whether the device has IPv6 now or not.</summary>
    public required string Subnet6 { get; init; }

    /// <summary>Boot id of the boot in which the bridge turned the forwarding of IPv4 on; null: it was on.</summary>
    public string? ClosedBoot { get; init; }

    /// <summary>The same for IPv6.</summary>
    public string? ClosedBoot6 { get; init; }

    /// <summary>The number that was given last: what is freed is not given to another at once.</summary>
    public int LastNumber { get; init; }

    /// <summary>One a container.</summary>
    public IReadOnlyList<AddressLease> Leases { get; set; } = [];

    /// <summary>How many containers a network has room for.</summary>
    public static int Capacity(IPNetwork subnet) => Math.Min((1 << (32 - subnet.PrefixLength)) - 3, ushort.MaxValue);

    /// <summary>The lease of a container; null when it has none.</summary>
    public AddressLease? Find(string id) => Leases.FirstOrDefault(l => l.Id == id);

    /// <summary>The state in which a container has just these ports, and the number that it had or a free one.</summary>
    /// <exception cref="LeaseException">Another container has one of the ports, or no number is free.</exception>
    public BridgeState With(string id, IReadOnlyList<PortManifest> ports)
    {
        foreach (var port in ports)
        {
            var wanted = Publish(port);
            foreach (var other in Leases.Where(l => l.Id != id))
                if (other.Ports.Any(p => Publish(p).Collides(wanted)))
                    throw new LeaseException($"port {wanted} of this device: belongs to workload \"{other.Id}\"", isPort: true);
        }

        var number = Find(id)?.Number ?? FreeNumber();
        return this with { LastNumber = number, Leases = [.. Leases.Where(l => l.Id != id), new AddressLease(id, number, ports)] };
    }

    /// <summary>The state in which a container has nothing.</summary>
    public BridgeState Without(string id) => this with { Leases = [.. Leases.Where(l => l.Id != id)] };

    /// <summary>The state on another network; containers whose number it has no room for get another one.</summary>
    public BridgeState On(IPNetwork subnet) =>
        this with { Subnet = subnet.ToString(), Leases = [.. Leases.Where(l => l.Number < FirstNumber + Capacity(subnet))] };

    /// <summary>A port as the bridge publishes it.</summary>
    public static PublishedPort Publish(PortManifest port) => new(
        port.DevicePort, port.Port,
        port.Protocol == Contracts.Manifests.PortProtocol.Tcp ? Containers.Networking.PortProtocol.Tcp : Containers.Networking.PortProtocol.Udp,
        port.HostIp is { } address ? IPAddress.Parse(address) : null);

    private int FreeNumber()
    {
        var subnet = IPNetwork.Parse(Subnet);
        var capacity = Capacity(subnet);
        var taken = Leases.Select(l => l.Number).ToHashSet();
        for (var i = 0; i < capacity; i++)
        {
            var number = FirstNumber + ((Math.Max(LastNumber, FirstNumber - 1) - FirstNumber + 1 + i) % capacity);
            if (!taken.Contains(number)) return number;
        }

        throw new LeaseException($"bridge network {subnet}: all {capacity} addresses are taken; give the supervisor a larger one (--bridge-subnet)", isPort: false);
    }
}
