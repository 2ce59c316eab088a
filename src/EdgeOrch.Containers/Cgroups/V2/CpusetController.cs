using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Processors and memory nodes on cgroup v2.</summary>
internal sealed class CpusetController : ICgroupController
{
    public string Name => "cpuset";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Cpu?.Cpus is { Length: > 0 } cpus) ControlFile.Write(folder, "cpuset.cpus", cpus);
        if (spec.Resources.Cpu?.Mems is { Length: > 0 } mems) ControlFile.Write(folder, "cpuset.mems", mems);
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
