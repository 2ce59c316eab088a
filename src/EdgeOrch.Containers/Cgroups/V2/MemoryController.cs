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
        if (memory.Limit is { } limit and > 0)
        {
            ControlFile.Write(folder, "memory.max", limit);
            var swap = memory.Swap is -1 ? "max" : $"{Math.Max(0, (memory.Swap ?? limit) - limit)}";

            // Kernels without swap have no such file.
            var errno = ControlFile.TryWrite(folder, "memory.swap.max", swap);
            if (errno is not 0 and not Errno.NoEntry and not Errno.Access)
                throw new ContainerException("write", $"{folder}/memory.swap.max ({swap})", errno);
        }

        if (memory.Reservation is { } reservation and > 0) ControlFile.Write(folder, "memory.low", reservation);
    }

    public CgroupStats Read(string folder, CgroupStats stats) => stats with
    {
        MemoryBytes = ControlFile.ReadNumber(folder, "memory.current"),
        OomKills = ControlFile.ReadKey(folder, "memory.events", "oom_kill") ?? 0,
    };
}
