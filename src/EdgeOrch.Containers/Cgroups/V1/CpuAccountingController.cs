using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Counts processor time on cgroup v1.</summary>
internal sealed class CpuAccountingController : ICgroupController
{
    public string Name => "cpuacct";

    public void Apply(string folder, LinuxSpec spec)
    {
    }

    public void Read(string folder, CgroupStats stats)
    {
        stats.CpuNanoseconds = CounterFile.Number(folder, "cpuacct.usage");
        stats.CpuUserNanoseconds = CounterFile.Number(folder, "cpuacct.usage_user");
        stats.CpuSystemNanoseconds = CounterFile.Number(folder, "cpuacct.usage_sys");
    }
}
