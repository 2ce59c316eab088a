using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>The Linux part of a container.</summary>
public sealed record LinuxSpec
{
    /// <summary>New namespaces; one that is absent is shared with the host. Mount is required.</summary>
    public IReadOnlyList<NamespaceSpec> Namespaces { get; set; } = [];

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

    /// <summary>Mount propagation of the root; null, <c>private</c>, <c>rprivate</c>, <c>slave</c> or <c>rslave</c>: always treated as private.</summary>
    public string? RootfsPropagation { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
