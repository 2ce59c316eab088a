namespace EdgeOrch.Containers.Cgroups;

/// <summary>What a container uses at one moment.</summary>
/// <param name="CpuUsageNanoseconds">Processor time since the start, in nanoseconds; null when no controller counts it.</param>
/// <param name="MemoryBytes">Memory charged to the container, page cache included; null when no controller counts it.</param>
/// <param name="Pids">Tasks alive; null when no controller counts them.</param>
/// <param name="OomKills">Processes killed for want of memory since the start.</param>
public sealed record CgroupStats(long? CpuUsageNanoseconds, long? MemoryBytes, long? Pids, long OomKills);
