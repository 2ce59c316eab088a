using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>The Linux part of a container.</summary>
public sealed record LinuxSpec
{
    /// <summary>Namespaces, new or joined; one that is absent is shared with the host. Mount is required.</summary>
    public IReadOnlyList<NamespaceSpec> Namespaces { get; set; } = [];

    /// <summary>User ids of a new user namespace.</summary>
    public IReadOnlyList<IdMappingSpec> UidMappings { get; set; } = [];

    /// <summary>Group ids of a new user namespace.</summary>
    public IReadOnlyList<IdMappingSpec> GidMappings { get; set; } = [];

    /// <summary>Offsets of the clocks <c>monotonic</c> and <c>boottime</c> of a new time namespace.</summary>
    public IReadOnlyDictionary<string, TimeOffsetSpec>? TimeOffsets { get; set; }

    /// <summary>The execution domain; null keeps the caller's.</summary>
    public PersonalitySpec? Personality { get; set; }

    /// <summary>SELinux context of the mounts; null or empty is none.</summary>
    public string? MountLabel { get; set; }

    /// <summary>Path below each cgroup hierarchy, such as <c>/edgeorch/web</c>; null means <c>/edgeorch/{id}</c>.</summary>
    public string? CgroupsPath { get; set; }

    /// <summary>Limits; none by default.</summary>
    public ResourceSpec Resources { get; set; } = new();

    /// <summary>Device nodes beyond the default ones; access is a matter of <see cref="ResourceSpec.Devices"/>.</summary>
    public IReadOnlyList<DeviceSpec> Devices { get; set; } = [];

    /// <summary>Absolute paths that the container cannot read.</summary>
    public IReadOnlyList<string> MaskedPaths { get; set; } = [];

    /// <summary>Absolute paths that the container cannot write.</summary>
    public IReadOnlyList<string> ReadonlyPaths { get; set; } = [];

    /// <summary>Filter of system calls; null means none (a workload of the agent gets <see cref="EdgeOrch.Containers.Seccomp.DefaultFilter"/>).</summary>
    public SeccompSpec? Seccomp { get; set; }

    /// <summary>Namespaced kernel settings, such as <c>net.ipv4.ip_forward</c>.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; set; }

    /// <summary>Mount propagation of the root: <c>shared</c>, <c>slave</c>, <c>private</c> or <c>unbindable</c>, with an r before it for the mounts below, too; null means <c>rprivate</c>.</summary>
    public string? RootfsPropagation { get; set; }

    /// <summary>True when the document has a field <c>intelRdt</c> (cache and bandwidth of Intel's server processors): refused, never passed over.</summary>
    [JsonIgnore]
    public bool HasIntelRdt { get; set; }

    /// <summary>True when the processes live in a user namespace other than the runtime's.</summary>
    internal bool HasUserNamespace => Namespaces.Any(n => n.Type == NamespaceSpec.User);

    /// <summary>True when that user namespace is to be made.</summary>
    internal bool HasNewUserNamespace => Namespaces.Any(n => n is { Type: NamespaceSpec.User, Path: null });
}
