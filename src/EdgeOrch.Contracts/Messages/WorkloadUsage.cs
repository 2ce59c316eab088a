namespace EdgeOrch.Contracts.Messages;

/// <summary>What one workload uses. Null is what the device does not count, which is not the same as 0; counters run since its last start.</summary>
public sealed record WorkloadUsage
{
    /// <summary>The workload.</summary>
    public required WorkloadId Id { get; init; }

    /// <summary>Processor time of the last second, in thousandths of a processor.</summary>
    public long? CpuMillicores { get; init; }

    /// <summary>Processor time, in nanoseconds.</summary>
    public long? CpuNanoseconds { get; init; }

    /// <summary>How long it stood still because its share of processor time was used up, in nanoseconds.</summary>
    public long? ThrottledNanoseconds { get; init; }

    /// <summary>Memory charged to it, page cache included, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory that it needs: without page cache that nobody has used lately.</summary>
    public long? MemoryWorkingSetBytes { get; init; }

    /// <summary>The most that was charged to it at once, in bytes.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Its limit, in bytes; null without one.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Processes killed for want of memory.</summary>
    public long OomKills { get; init; }

    /// <summary>Tasks alive.</summary>
    public long? Pids { get; init; }

    /// <summary>The most that may be; null without a limit.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Bytes read from block devices.</summary>
    public long? IoReadBytes { get; init; }

    /// <summary>Bytes written to block devices.</summary>
    public long? IoWrittenBytes { get; init; }

    /// <summary>Bytes received over the network; null with the device's own network.</summary>
    public long? NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent.</summary>
    public long? NetworkSentBytes { get; init; }

    /// <summary>Percent of the last 10 s in which some task of it waited for a processor.</summary>
    public double? CpuPressure { get; init; }

    /// <summary>As <see cref="CpuPressure"/>, for memory.</summary>
    public double? MemoryPressure { get; init; }

    /// <summary>As <see cref="CpuPressure"/>, for block devices.</summary>
    public double? IoPressure { get; init; }
}
