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

    /// <summary>Limits on block devices; null means none.</summary>
    [JsonPropertyName("blockIO")]
    public BlockIoSpec? BlockIo { get; set; }

    /// <summary>Limits on huge pages; null means none.</summary>
    public IReadOnlyList<HugepageLimitSpec>? HugepageLimits { get; set; }

    /// <summary>Marks on packets, on cgroup v1 only; null means none.</summary>
    public NetworkClassSpec? Network { get; set; }

    /// <summary>Limits by name of an RDMA device; null means none.</summary>
    public IReadOnlyDictionary<string, RdmaSpec>? Rdma { get; set; }

    /// <summary>Values by name of a file of cgroup v2, such as <c>memory.high</c>, written last; null means none.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; set; }
}
