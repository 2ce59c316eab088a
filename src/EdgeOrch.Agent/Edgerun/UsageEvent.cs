using System.Text.Json.Serialization;
using EdgeOrch.Containers.Cgroups;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>One line of <c>edgerun events</c>, in the words of runc, which callers read; numbers that nothing counts are left out.</summary>
/// <param name="Type">Always <c>stats</c>.</param>
/// <param name="Id">The container.</param>
/// <param name="Data">What it uses.</param>
internal sealed record UsageEvent(string Type, string Id, Usage Data);

/// <summary>What a container uses at one moment.</summary>
internal sealed record Usage(
    UsageCpu Cpu, UsageMemory Memory, UsagePids Pids, UsageBlkio Blkio,
    [property: JsonPropertyName("network_interfaces")] IReadOnlyList<UsageInterface>? NetworkInterfaces)
{
    /// <summary>Puts a reading into runc's words.</summary>
    /// <param name="stats">The reading.</param>
    /// <param name="memory">All of <c>memory.stat</c>.</param>
    public static Usage Of(CgroupStats stats, IReadOnlyDictionary<string, long> memory) => new(
        new UsageCpu(
            new UsageTotal(stats.CpuNanoseconds, stats.CpuSystemNanoseconds, stats.CpuUserNanoseconds),
            new UsageThrottling(stats.CpuPeriods, stats.ThrottledPeriods, stats.ThrottledNanoseconds), UsagePressure.Of(stats.CpuPressure)),
        new UsageMemory(
            stats.CacheBytes, new UsageBytes(stats.MemoryLimitBytes, stats.MemoryBytes, stats.MemoryPeakBytes, stats.MemoryLimitHits), new UsageBytes(null, stats.SwapBytes, null, null),
            memory.Count > 0 ? memory : null, UsagePressure.Of(stats.MemoryPressure)),
        new UsagePids(stats.Pids, stats.PidsLimit),
        new UsageBlkio(
            stats.Io?.SelectMany(io => UsageEntry.Pair(io, io.ReadBytes, io.WrittenBytes)).ToArray(),
            stats.Io?.SelectMany(io => UsageEntry.Pair(io, io.Reads, io.Writes)).ToArray(), UsagePressure.Of(stats.IoPressure)),
        stats.Network?.Select(UsageInterface.Of).ToArray());
}

/// <summary>Processor time.</summary>
internal sealed record UsageCpu(UsageTotal Usage, UsageThrottling Throttling, UsagePressure? Psi);

/// <summary>Processor time since the start, in nanoseconds.</summary>
internal sealed record UsageTotal(long? Total, long? Kernel, long? User);

/// <summary>Periods under a quota, those of them in which it was used up, and for how many nanoseconds.</summary>
internal sealed record UsageThrottling(long? Periods, long? ThrottledPeriods, long? ThrottledTime);

/// <summary>Memory; <c>raw</c> is <c>memory.stat</c>.</summary>
internal sealed record UsageMemory(long? Cache, UsageBytes Usage, UsageBytes Swap, IReadOnlyDictionary<string, long>? Raw, UsagePressure? Psi);

/// <summary>Memory in bytes, and how often it came to its limit.</summary>
internal sealed record UsageBytes(long? Limit, long? Usage, long? Max, long? Failcnt);

/// <summary>Tasks.</summary>
internal sealed record UsagePids(long? Current, long? Limit);

/// <summary>Block devices.</summary>
internal sealed record UsageBlkio(IReadOnlyList<UsageEntry>? IoServiceBytesRecursive, IReadOnlyList<UsageEntry>? IoServicedRecursive, UsagePressure? Psi);

/// <summary>One number of one block device.</summary>
internal sealed record UsageEntry(int Major, int Minor, string Op, long Value)
{
    /// <summary>What was read and what was written.</summary>
    public static IEnumerable<UsageEntry> Pair(DeviceIo device, long read, long written) =>
        [new(device.Major, device.Minor, "Read", read), new(device.Major, device.Minor, "Write", written)];
}

/// <summary>Time lost waiting.</summary>
internal sealed record UsagePressure(UsageShare Some, UsageShare Full)
{
    /// <summary>Puts it into runc's words.</summary>
    public static UsagePressure? Of(Pressure? pressure) => pressure is { } known ? new(UsageShare.Of(known.Some), UsageShare.Of(known.Full)) : null;
}

/// <summary>Percent over three spans, and microseconds in all.</summary>
internal sealed record UsageShare(double Avg10, double Avg60, double Avg300, long Total)
{
    /// <summary>Puts it into runc's words.</summary>
    public static UsageShare Of(PressureTime time) => new(time.Average10, time.Average60, time.Average300, time.TotalMicroseconds);
}

/// <summary>One interface of a container; runc writes these names with a capital.</summary>
internal sealed record UsageInterface(
    [property: JsonPropertyName("Name")] string Name,
    [property: JsonPropertyName("RxBytes")] long RxBytes, [property: JsonPropertyName("RxPackets")] long RxPackets,
    [property: JsonPropertyName("RxErrors")] long RxErrors, [property: JsonPropertyName("RxDropped")] long RxDropped,
    [property: JsonPropertyName("TxBytes")] long TxBytes, [property: JsonPropertyName("TxPackets")] long TxPackets,
    [property: JsonPropertyName("TxErrors")] long TxErrors, [property: JsonPropertyName("TxDropped")] long TxDropped)
{
    /// <summary>Puts it into runc's words.</summary>
    public static UsageInterface Of(InterfaceTraffic traffic) => new(
        traffic.Name, traffic.ReceivedBytes, traffic.ReceivedPackets, traffic.ReceiveErrors, traffic.ReceiveDrops,
        traffic.SentBytes, traffic.SentPackets, traffic.SendErrors, traffic.SendDrops);
}

/// <summary>JSON on one line.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageEvent))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class UsageJsonContext : JsonSerializerContext;
