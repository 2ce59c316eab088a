using System.Net;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>The <c>/etc/resolv.conf</c> of a container on the bridge, which has another loopback than the device.</summary>
internal static class ResolverFile
{
    /// <summary>Where the device says whom it asks (resolv.conf(5)).</summary>
    public const string OfDevice = "/etc/resolv.conf";

    /// <summary>Where systemd-resolved says whom it asks itself (systemd-resolved.service(8)).</summary>
    public const string OfResolved = "/run/systemd/resolve/resolv.conf";

    private const string Nobody = "# the device asks only name servers on its own loopback, which this container cannot reach: see --bridge-dns of the supervisor\n";

    /// <summary>What it says now.</summary>
    /// <param name="servers">Name servers that the operator gave; none: the device's.</param>
    public static string Content(IReadOnlyList<IPAddress> servers) => Content(servers, Read(OfDevice), Read(OfResolved));

    /// <summary>What it says.</summary>
    /// <param name="servers">Name servers that the operator gave; none: the device's.</param>
    /// <param name="device">The device's file.</param>
    /// <param name="resolved">The file of systemd-resolved; empty without it.</param>
    public static string Content(IReadOnlyList<IPAddress> servers, string device, string resolved)
    {
        var other = Lines(device).Where(l => !IsServer(l)).ToList();
        if (servers.Count > 0) return Join(other, servers.Select(s => $"nameserver {s}"));
        foreach (var source in (string[])[device, resolved])
        {
            var reachable = Lines(source).Where(l => IsServer(l) && IsReachable(l)).ToList();
            if (reachable.Count > 0) return Join(source == device ? other : [.. Lines(source).Where(l => !IsServer(l))], reachable);
        }

        return Join(other, []) + Nobody;
    }

    private static string Join(IEnumerable<string> other, IEnumerable<string> servers) => string.Concat(other.Concat(servers).Select(l => l + "\n"));

    // Comments speak of the device; "edns0 trust-ad" and the like hold for whomever one asks.
    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] is not ('#' or ';'));

    private static bool IsServer(string line) => line.StartsWith("nameserver", StringComparison.Ordinal);

    // A link-local address needs an interface, and the container's is another one.
    private static bool IsReachable(string line) =>
        line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) is { } text
        && IPAddress.TryParse(text, out var address) && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
