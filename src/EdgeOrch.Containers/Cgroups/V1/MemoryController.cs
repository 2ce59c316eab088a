using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Memory on cgroup v1.</summary>
internal sealed class MemoryController : ICgroupController
{
    public string Name => "memory";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Memory is not { } memory) return;
        if (memory.Limit is { } limit)
        {
            // Memory and swap together are never less than memory alone: which of the two comes first depends on the direction.
            var grows = limit < 0 || ControlFile.ReadNumber(folder, "memory.memsw.limit_in_bytes") < limit;
            if (!grows) ControlFile.Write(folder, "memory.limit_in_bytes", limit);

            // Kernels without swap accounting have no memsw file; then there is nothing to bound unless the spec asks for it.
            var swap = memory.Swap ?? limit;
            var errno = ControlFile.TryWrite(folder, "memory.memsw.limit_in_bytes", $"{swap}");
            if (errno != 0 && (memory.Swap is > 0 || errno != Errno.NoEntry && errno != Errno.Access && errno != Errno.NotSupported))
                throw new ContainerException("write", $"{folder}/memory.memsw.limit_in_bytes ({swap})", errno);
            if (grows) ControlFile.Write(folder, "memory.limit_in_bytes", limit);
        }

        if (memory.Reservation is { } reservation) ControlFile.Write(folder, "memory.soft_limit_in_bytes", reservation);
        if (memory.KernelTcp is { } tcp) ControlFile.Write(folder, "memory.kmem.tcp.limit_in_bytes", tcp);
        if (memory.Swappiness is { } swappiness) ControlFile.Write(folder, "memory.swappiness", (long)swappiness);
        if (memory.DisableOomKiller is { } disabled) ControlFile.Write(folder, "memory.oom_control", disabled ? 1 : 0);
    }

    public void Read(string folder, CgroupStats stats)
    {
        stats.MemoryBytes = CounterFile.Number(folder, "memory.usage_in_bytes");
        stats.MemoryPeakBytes = CounterFile.Number(folder, "memory.max_usage_in_bytes");
        stats.MemoryLimitBytes = CounterFile.Number(folder, "memory.limit_in_bytes");
        stats.MemoryLimitHits = CounterFile.Number(folder, "memory.failcnt");
        ReadOomKills(folder, stats);
        var rest = CounterFile.Read(folder, "memory.stat");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
        {
            if (key.SequenceEqual("total_inactive_file"u8)) stats.InactiveFileBytes = value;
            else if (key.SequenceEqual("total_cache"u8)) stats.CacheBytes = value;
            else if (key.SequenceEqual("total_swap"u8)) stats.SwapBytes = value;
        }
    }

    /// <summary>Reads only how many processes were killed.</summary>
    public static void ReadOomKills(string folder, CgroupStats stats)
    {
        var rest = CounterFile.Read(folder, "memory.oom_control");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
            if (key.SequenceEqual("oom_kill"u8)) stats.OomKills = value;
    }
}
