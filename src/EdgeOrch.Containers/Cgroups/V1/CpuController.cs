using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Processor time on cgroup v1.</summary>
internal sealed class CpuController : ICgroupController
{
    public string Name => "cpu";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Cpu is not { } cpu) return;
        if (cpu.Shares is { } shares) ControlFile.Write(folder, "cpu.shares", (long)shares);
        if (cpu.Period is { } period) ControlFile.Write(folder, "cpu.cfs_period_us", (long)period);
        if (cpu.Quota is { } quota and > 0) ControlFile.Write(folder, "cpu.cfs_quota_us", quota);
    }

    public CgroupStats Read(string folder, CgroupStats stats) => stats;
}
