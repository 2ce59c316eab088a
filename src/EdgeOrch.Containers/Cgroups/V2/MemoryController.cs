using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Memory on cgroup v2.</summary>
internal sealed class MemoryController : ICgroupController
{
    public string Name => "memory";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Memory is not { } memory) return;
        if (memory.Limit is { } limit)
        {
            // Here the kernel would take a limit below what is in use, and kill.
            if (memory.CheckBeforeUpdate is true && limit > 0 && ControlFile.ReadNumber(folder, "memory.current") is { } used && used > limit)
                throw new ContainerException($"linux.resources.memory.limit: {limit} is below the {used} bytes in use");
            ControlFile.Write(folder, "memory.max", Text(limit));
            var swap = memory.Swap is -1 || limit < 0 && memory.Swap is null ? "max" : $"{Math.Max(0, (memory.Swap ?? limit) - limit)}";

            // Kernels without swap have no such file.
            var errno = ControlFile.TryWrite(folder, "memory.swap.max", swap);
            if (errno is not 0 and not Errno.NoEntry and not Errno.Access)
                throw new ContainerException("write", $"{folder}/memory.swap.max ({swap})", errno);
        }

        if (memory.Reservation is { } reservation) ControlFile.Write(folder, "memory.low", Text(reservation));
    }

    private static string Text(long bytes) => bytes < 0 ? "max" : $"{bytes}";

    public void Read(string folder, CgroupStats stats)
    {
        stats.MemoryBytes = CounterFile.Number(folder, "memory.current");
        stats.MemoryPeakBytes = CounterFile.Number(folder, "memory.peak");
        stats.MemoryLimitBytes = CounterFile.Number(folder, "memory.max");
        stats.SwapBytes = CounterFile.Number(folder, "memory.swap.current");
        ReadOomKills(folder, stats);
        var rest = CounterFile.Read(folder, "memory.stat");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
        {
            if (key.SequenceEqual("inactive_file"u8)) stats.InactiveFileBytes = value;
            else if (key.SequenceEqual("file"u8)) stats.CacheBytes = value;
        }
    }

    /// <summary>Reads only how many processes were killed.</summary>
    public static void ReadOomKills(string folder, CgroupStats stats)
    {
        var rest = CounterFile.Read(folder, "memory.events");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
        {
            if (key.SequenceEqual("oom_kill"u8)) stats.OomKills = value;
            else if (key.SequenceEqual("max"u8)) stats.MemoryLimitHits = value;
        }
    }
}
