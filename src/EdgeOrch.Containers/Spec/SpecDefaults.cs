using EdgeOrch.Containers.Capabilities;

namespace EdgeOrch.Containers.Spec;

/// <summary>What a container gets when nothing else is asked for; derive others from it by <c>with</c>.</summary>
public static class SpecDefaults
{
    /// <summary>Where programs are looked for when the environment has no PATH.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Names of the capabilities in the default set.</summary>
    public static IReadOnlyList<string> CapabilityNames => Capability.Default;

    /// <summary>Every capability name the runtime knows.</summary>
    public static IReadOnlyList<string> AllCapabilityNames { get; } = [.. Enumerable.Range(0, Capability.Count).Select(Capability.NameOf)];

    /// <summary>The usual /proc, /dev, /sys; sources and types only, no volumes.</summary>
    public static IReadOnlyList<MountSpec> Mounts { get; } =
    [
        new() { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
        new() { Destination = "/dev/pts", Type = "devpts", Source = "devpts", Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
        new() { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
        new() { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
    ];

    /// <summary>The device nodes of every /dev (OCI runtime-spec, config-linux.md, default devices); ptmx and the pseudo-terminals come with devpts.</summary>
    public static IReadOnlyList<DeviceSpec> Devices { get; } =
    [
        new() { Path = "/dev/null", Major = 1, Minor = 3 },
        new() { Path = "/dev/zero", Major = 1, Minor = 5 },
        new() { Path = "/dev/full", Major = 1, Minor = 7 },
        new() { Path = "/dev/random", Major = 1, Minor = 8 },
        new() { Path = "/dev/urandom", Major = 1, Minor = 9 },
        new() { Path = "/dev/tty", Major = 5, Minor = 0 },
    ];

    /// <summary>Paths of /proc and /sys that show the host.</summary>
    public static IReadOnlyList<string> MaskedPaths { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    /// <summary>Paths of /proc that change the host.</summary>
    public static IReadOnlyList<string> ReadonlyPaths { get; } =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>The six kinds of namespace, or five without <c>network</c>.</summary>
    /// <param name="hostNetwork">True shares the host's network.</param>
    public static IReadOnlyList<NamespaceSpec> Namespaces(bool hostNetwork) =>
    [
        new() { Type = "mount" }, new() { Type = "pid" }, new() { Type = "uts" }, new() { Type = "ipc" }, new() { Type = "cgroup" },
        .. hostNetwork ? Array.Empty<NamespaceSpec>() : [new NamespaceSpec { Type = "network" }],
    ];

    /// <summary>Capability sets of a process that may use the named ones: bounding, permitted and effective.</summary>
    /// <param name="names">Names such as <c>CAP_KILL</c>.</param>
    public static CapabilitySpec Capabilities(IReadOnlyList<string> names) => new() { Bounding = names, Effective = names, Permitted = names };

    /// <summary>A whole container: root user, default capabilities, no_new_privs, own namespaces, default mounts and hidden paths.</summary>
    /// <param name="args">Program and arguments.</param>
    /// <param name="hostNetwork">True shares the host's network.</param>
    public static ContainerSpec Container(IReadOnlyList<string> args, bool hostNetwork = false) => new()
    {
        Process = new ProcessSpec
        {
            Args = args,
            Env = [$"PATH={Path}"],
            Capabilities = Capabilities(CapabilityNames),
            NoNewPrivileges = true,
        },
        Mounts = Mounts,
        Linux = new LinuxSpec { Namespaces = Namespaces(hostNetwork), MaskedPaths = MaskedPaths, ReadonlyPaths = ReadonlyPaths },
    };
}
