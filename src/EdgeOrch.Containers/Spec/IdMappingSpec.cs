using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>One range of ids of a user namespace, as a line of <c>/proc/PID/uid_map</c> (user_namespaces(7)).</summary>
public sealed record IdMappingSpec
{
    /// <summary>First id inside.</summary>
    [JsonPropertyName("containerID")]
    public uint ContainerId { get; set; }

    /// <summary>First id outside.</summary>
    [JsonPropertyName("hostID")]
    public uint HostId { get; set; }

    /// <summary>How many ids; at least 1.</summary>
    public uint Size { get; set; }
}
