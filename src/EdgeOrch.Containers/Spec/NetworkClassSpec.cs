using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Marks on a container's packets, on cgroup v1 only (OCI runtime-spec config-linux.md, Network).</summary>
public sealed record NetworkClassSpec
{
    /// <summary>Class of the traffic control, major number above 16 bits of minor number.</summary>
    [JsonPropertyName("classID")]
    public uint? ClassId { get; set; }

    /// <summary>Priorities by network interface.</summary>
    public IReadOnlyList<InterfacePrioritySpec>? Priorities { get; set; }
}

/// <summary>The priority of packets at one network interface.</summary>
public sealed record InterfacePrioritySpec
{
    /// <summary>The interface, such as <c>eth0</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The priority.</summary>
    public uint Priority { get; set; }
}
