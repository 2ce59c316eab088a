using System.Net;
using System.Security.Cryptography;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>Networks for a bridge whose operator names none.</summary>
internal static class SubnetChoice
{
    // Far from what Docker (172.17 to 172.31, 192.168), podman (10.88), k3s (10.42, 10.43), lxc (10.0.3), libvirt (192.168.122)
    // and home routers take by themselves. 1,021 addresses: eight for each workload that a device may have.
    private const int FirstSecondByte = 213;
    private const int Candidates = 32;
    private const int PrefixLength = 22;
    private const int UniqueLocal = 0xfd;

    /// <summary>The first of ours that overlaps with nothing that the device has a route to.</summary>
    /// <param name="routed">Networks that the device has routes to.</param>
    /// <exception cref="LeaseException">All overlap.</exception>
    public static IPNetwork Free(IReadOnlyList<IPNetwork> routed)
    {
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = new IPNetwork(new IPAddress([10, (byte)(FirstSecondByte + i), 0, 0]), PrefixLength);
            if (!routed.Any(r => Overlap(r, candidate))) return candidate;
        }

        throw new LeaseException($"bridge network: the device has routes to all of 10.{FirstSecondByte}.0.0 to 10.{FirstSecondByte + Candidates - 1}.0.0; name a free one (--bridge-subnet)", isPort: false);
    }

    /// <summary>A network of IPv6 that nobody else has: 40 random bits (RFC 4193 §3.2).</summary>
    public static IPNetwork Random6()
    {
        var bytes = new byte[16];
        bytes[0] = UniqueLocal;
        RandomNumberGenerator.Fill(bytes.AsSpan(1, 5));
        bytes[7] = 1;
        return new IPNetwork(new IPAddress(bytes), 64);
    }

    private static bool Overlap(IPNetwork a, IPNetwork b) => a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress);
}
