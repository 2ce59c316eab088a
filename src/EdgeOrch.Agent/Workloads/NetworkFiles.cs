using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>
/// /etc/hostname, /etc/hosts and /etc/resolv.conf of a container, mounted read-only: made by the agent, or the last two, on the
/// bridge, by the supervisor, which knows the addresses.
/// </summary>
internal static class NetworkFiles
{
    private const string HostsName = "hosts";
    private const string ResolverName = "resolv.conf";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The place of a container on the bridge.</summary>
    /// <param name="folder">The workload's folder.</param>
    /// <param name="hostName">The container's host name.</param>
    /// <param name="ports">What the device publishes of it.</param>
    public static LaunchNetwork OnBridge(string folder, string hostName, IReadOnlyList<PortManifest> ports) =>
        new() { HostName = hostName, HostsFile = Path.Combine(folder, HostsName), ResolverFile = Path.Combine(folder, ResolverName), Ports = ports };

    /// <summary>Writes the files where they changed, and gives their mounts.</summary>
    /// <param name="folder">The workload's folder; it exists.</param>
    /// <param name="hostName">The container's host name.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static IReadOnlyList<MountSpec> Make(string folder, string hostName, NetworkMode network)
    {
        const string Resolver = "/etc/resolv.conf";
        var mounts = new List<MountSpec> { Mount(Write(folder, "hostname", hostName + "\n"), "/etc/hostname") };
        if (network == NetworkMode.Bridge)
            return [.. mounts, Mount(Path.Combine(folder, HostsName), "/etc/hosts"), Mount(Path.Combine(folder, ResolverName), Resolver)];
        mounts.Add(Mount(Write(folder, HostsName, Hosts(hostName)), "/etc/hosts"));

        // On the device's network the device's own file is mounted, so that a change of it reaches the container.
        if (network == NetworkMode.Host && File.Exists(Resolver))
            mounts.Add(Mount(new FileInfo(Resolver).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Resolver, Resolver));
        else
            mounts.Add(Mount(Write(folder, ResolverName, ""), Resolver));
        return mounts;
    }

    private static string Hosts(string hostName) =>
        $"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t{hostName}\n";

    private static string Write(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) || File.ReadAllText(path) != content) AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(content), Readable);
        return path;
    }

    private static MountSpec Mount(string source, string destination) =>
        new() { Destination = destination, Type = "bind", Source = source, Options = ["bind", "ro", "nosuid", "nodev", "noexec"] };
}
