using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Number of tasks; the files are the same in cgroup v1 and v2.</summary>
internal sealed class PidsController : ICgroupController
{
    public string Name => "pids";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Pids is { Limit: not 0 } pids) ControlFile.Write(folder, "pids.max", pids.Limit > 0 ? $"{pids.Limit}" : "max");
    }

    public void Read(string folder, CgroupStats stats)
    {
        stats.Pids = CounterFile.Number(folder, "pids.current");
        stats.PidsLimit = CounterFile.Number(folder, "pids.max");
    }
}
