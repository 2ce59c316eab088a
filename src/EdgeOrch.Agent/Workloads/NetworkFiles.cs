using EdgeOrch.Agent.Storage;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>/etc/hostname, /etc/hosts and /etc/resolv.conf of a container: made by the agent, mounted read-only.</summary>
internal static class NetworkFiles
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the files where they changed, and gives their mounts.</summary>
    /// <param name="folder">The workload's folder; it exists.</param>
    /// <param name="hostName">The container's host name.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static IReadOnlyList<MountSpec> Make(string folder, string hostName, NetworkMode network)
    {
        var mounts = new List<MountSpec>
        {
            Mount(Write(folder, "hostname", hostName + "\n"), "/etc/hostname"),
            Mount(Write(folder, "hosts", Hosts(hostName)), "/etc/hosts"),
        };

        // On the device's network the device's own file is mounted, so that a change of it reaches the container.
        const string Resolver = "/etc/resolv.conf";
        if (network == NetworkMode.Host && File.Exists(Resolver))
            mounts.Add(Mount(new FileInfo(Resolver).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Resolver, Resolver));
        else
            mounts.Add(Mount(Write(folder, "resolv.conf", ""), Resolver));
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
