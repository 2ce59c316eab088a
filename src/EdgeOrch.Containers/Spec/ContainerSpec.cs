using System.Text.Json.Serialization;
using EdgeOrch.Containers.Spec.Json;

namespace EdgeOrch.Containers.Spec;

/// <summary>What one container is: an OCI runtime-spec <c>config.json</c>.</summary>
[JsonConverter(typeof(ContainerSpecJsonConverter))]
public sealed record ContainerSpec
{
    /// <summary>Version of the OCI runtime specification; 1.x.</summary>
    public string OciVersion { get; set; } = "1.1.0";

    /// <summary>The container's first process.</summary>
    public ProcessSpec Process { get; set; } = new();

    /// <summary>The root filesystem; its path is ignored when a <see cref="Rootfs.RootfsSpec"/> is given.</summary>
    public RootSpec Root { get; set; } = new();

    /// <summary>Host name in the container's uts namespace; null leaves the host's. At most 64 bytes.</summary>
    public string? Hostname { get; set; }

    /// <summary>NIS domain name in the container's uts namespace; null leaves the host's. At most 64 bytes.</summary>
    public string? Domainname { get; set; }

    /// <summary>Mounts in the order in which they are made.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; set; } = [];

    /// <summary>Namespaces, cgroup, devices and hidden paths.</summary>
    public LinuxSpec Linux { get; set; } = new();

    /// <summary>Programs to run at moments of the container's life; null means none.</summary>
    public HooksSpec? Hooks { get; set; }

    /// <summary>Free text for the caller; the runtime does not interpret it.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; set; }
}
