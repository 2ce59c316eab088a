using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Memory limits, in bytes.</summary>
public sealed record MemorySpec
{
    /// <summary>Most memory the container may use; null or -1 means unlimited.</summary>
    public long? Limit { get; set; }

    /// <summary>Memory plus swap; null means the same as <see cref="Limit"/> (no swap), -1 unlimited.</summary>
    public long? Swap { get; set; }

    /// <summary>Soft limit.</summary>
    public long? Reservation { get; set; }

    /// <summary>Kernel memory; the kernel has no such limit any more, and newer specifications no such field: accepted, without effect.</summary>
    public long? Kernel { get; set; }

    /// <summary>Memory of TCP buffers, on cgroup v1 only; -1 means unlimited.</summary>
    [JsonPropertyName("kernelTCP")]
    public long? KernelTcp { get; set; }

    /// <summary>How readily pages are swapped out, 0 to 100, on cgroup v1 only.</summary>
    public ulong? Swappiness { get; set; }

    /// <summary>True lets processes wait for memory rather than kill one, on cgroup v1 only.</summary>
    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOomKiller { get; set; }

    /// <summary>Whether the cgroups below count, too: always so.</summary>
    public bool? UseHierarchy { get; set; }

    /// <summary>True refuses an update below what is in use now.</summary>
    public bool? CheckBeforeUpdate { get; set; }
}
