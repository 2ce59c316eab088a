using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>Puts a reading of a container into the words of both sides.</summary>
internal static class ContainerUsage
{
    /// <summary>The usage of a workload.</summary>
    public static WorkloadUsage Of(WorkloadId id, CgroupStats stats) => new()
    {
        Id = id,
        CpuNanoseconds = stats.CpuNanoseconds,
        ThrottledNanoseconds = stats.ThrottledNanoseconds,
        MemoryBytes = stats.MemoryBytes,
        MemoryWorkingSetBytes = stats.MemoryWorkingSetBytes,
        MemoryPeakBytes = stats.MemoryPeakBytes,
        MemoryLimitBytes = stats.MemoryLimitBytes,
        OomKills = stats.OomKills,
        Pids = stats.Pids,
        PidsLimit = stats.PidsLimit,
        IoReadBytes = stats.Io?.Sum(io => io.ReadBytes),
        IoWrittenBytes = stats.Io?.Sum(io => io.WrittenBytes),
        NetworkReceivedBytes = stats.Network?.Sum(traffic => traffic.ReceivedBytes),
        NetworkSentBytes = stats.Network?.Sum(traffic => traffic.SentBytes),
        CpuPressure = stats.CpuPressure?.Some.Average10,
        MemoryPressure = stats.MemoryPressure?.Some.Average10,
        IoPressure = stats.IoPressure?.Some.Average10,
    };
}
