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

    /// <summary>Microseconds that may be saved up for a later period; null means none.</summary>
    public ulong? Burst { get; set; }

    /// <summary>Microseconds of real-time scheduling in each <see cref="RealtimePeriod"/>, on cgroup v1 only.</summary>
    public long? RealtimeRuntime { get; set; }

    /// <summary>Microseconds, on cgroup v1 only.</summary>
    public ulong? RealtimePeriod { get; set; }

    /// <summary>1 lets it have what nobody else wants (SCHED_IDLE), 0 takes that back.</summary>
    public long? Idle { get; set; }
}
