using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Workloads;

/// <summary>What <c>privileged: true</c> takes away from a container's confinement: as with Docker, all but its namespaces and its limits.</summary>
internal static class PrivilegeRule
{
    // Folders of /dev that a container has of its own, and the links that lead to its own.
    private static readonly string[] s_own = ["/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/fd", "/dev/core", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/ptmx", "/dev/console"];

    /// <summary>The specification without what confines; the supervisor leaves the filter of system calls away as well.</summary>
    /// <param name="spec">The container as it would be otherwise.</param>
    public static ContainerSpec Apply(ContainerSpec spec) => spec with
    {
        Process = spec.Process with { NoNewPrivileges = false },
        Mounts =
        [
            .. spec.Mounts.Select(m => m.Destination == "/sys" ? m with { Options = [.. m.Options.Where(o => o != "ro")] } : m),
            new MountSpec { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["nosuid", "noexec", "nodev", "relatime"] },
        ],
        Linux = spec.Linux with
        {
            MaskedPaths = [],
            ReadonlyPaths = [],
            Devices = [.. spec.Linux.Devices, .. HostDevices().Where(d => spec.Linux.Devices.All(known => known.Path != d.Path))],
            Resources = spec.Linux.Resources with { Devices = [new DeviceRuleSpec { Allow = true }] },
        },
    };

    /// <summary>Every device node of the device, with its permissions; one that comes later can be made inside, for all are allowed.</summary>
    private static IEnumerable<DeviceSpec> HostDevices()
    {
        var folders = new Stack<string>(["/dev"]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (s_own.Contains(entry.FullName) || entry.LinkTarget is not null) continue;
                if (entry is DirectoryInfo) folders.Push(entry.FullName);
                else if (SpecDefaults.Devices.All(d => d.Path != entry.FullName) && DeviceNode.TryRead(entry.FullName, out var node)) yield return node;
            }
        }
    }
}
