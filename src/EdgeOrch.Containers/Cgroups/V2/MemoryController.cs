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

    public CgroupStats Read(string folder, CgroupStats stats) => stats with
    {
        MemoryBytes = ControlFile.ReadNumber(folder, "memory.current"),
        OomKills = ControlFile.ReadKey(folder, "memory.events", "oom_kill") ?? 0,
    };
}
