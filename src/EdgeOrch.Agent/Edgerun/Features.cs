namespace EdgeOrch.Agent.Edgerun;

/// <summary>What the runtime can do (OCI runtime-spec features.md and features-linux.md).</summary>
/// <param name="OciVersionMin">Oldest specification version.</param>
/// <param name="OciVersionMax">Newest specification version.</param>
/// <param name="Hooks">Kinds of hook.</param>
/// <param name="MountOptions">Options of mounts that the runtime itself understands.</param>
/// <param name="Linux">The Linux part.</param>
internal sealed record Features(string OciVersionMin, string OciVersionMax, IReadOnlyList<string> Hooks, IReadOnlyList<string> MountOptions, LinuxFeatures Linux);

/// <summary>The Linux part of <see cref="Features"/>.</summary>
internal sealed record LinuxFeatures(
    IReadOnlyList<string> Namespaces, IReadOnlyList<string> Capabilities, CgroupFeatures Cgroup, SeccompFeatures Seccomp,
    Switch Apparmor, Switch Selinux, Switch IntelRdt, MountExtensions MountExtensions);

/// <summary>Versions of cgroups and their managers.</summary>
internal sealed record CgroupFeatures(bool V1, bool V2, bool Systemd, bool SystemdUser, bool Rdma);

/// <summary>Filters of system calls.</summary>
internal sealed record SeccompFeatures(
    bool Enabled, IReadOnlyList<string> Actions, IReadOnlyList<string> Operators, IReadOnlyList<string> Archs, IReadOnlyList<string> KnownFlags,
    IReadOnlyList<string> SupportedFlags);

/// <summary>Extensions of mounts.</summary>
internal sealed record MountExtensions(Switch Idmap);

/// <summary>Something that the runtime knows, or not; whether the kernel has it is another matter.</summary>
internal sealed record Switch(bool Enabled);
