using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Limits of a container's cgroup.</summary>
public sealed record ResourceSpec
{
    /// <summary>Memory limits; null means unlimited.</summary>
    public MemorySpec? Memory { get; set; }

    /// <summary>Processor limits; null means unlimited.</summary>
    public CpuSpec? Cpu { get; set; }

    /// <summary>Limit on the number of tasks; null means unlimited.</summary>
    public PidsSpec? Pids { get; set; }

    /// <summary>Device access rules, applied in order; null means that every device of <see cref="LinuxSpec.Devices"/> may be used. The usual small set (null, zero, the terminals, …) always may.</summary>
    public IReadOnlyList<DeviceRuleSpec>? Devices { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
