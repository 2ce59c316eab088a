using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Counts processor time on cgroup v1.</summary>
internal sealed class CpuAccountingController : ICgroupController
{
    public string Name => "cpuacct";

    public void Apply(string folder, LinuxSpec spec)
    {
    }

    public CgroupStats Read(string folder, CgroupStats stats) =>
        stats with { CpuUsageNanoseconds = ControlFile.ReadNumber(folder, "cpuacct.usage") };
}
