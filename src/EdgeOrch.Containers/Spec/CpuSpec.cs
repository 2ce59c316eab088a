using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Processor limits.</summary>
public sealed record CpuSpec
{
    /// <summary>Microseconds of processor time in each period; null or -1 means unlimited.</summary>
    public long? Quota { get; set; }

    /// <summary>Length of a period in microseconds, 1000 to 1000000; null means 100000.</summary>
    public ulong? Period { get; set; }

    /// <summary>Relative weight, 2 to 262144; null means 1024.</summary>
    public ulong? Shares { get; set; }

    /// <summary>Processors that may be used, such as <c>0-2,7</c>; null or empty means those of the parent cgroup.</summary>
    public string? Cpus { get; set; }

    /// <summary>Memory nodes that may be used, such as <c>0</c>; null or empty means those of the parent cgroup.</summary>
    public string? Mems { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
