using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>The priority of packets on cgroup v1.</summary>
internal sealed class NetworkPriorityController : ICgroupController
{
    public string Name => "net_prio";

    public void Apply(string folder, LinuxSpec spec)
    {
        foreach (var link in spec.Resources.Network?.Priorities ?? []) ControlFile.Write(folder, "net_prio.ifpriomap", $"{link.Name} {link.Priority}");
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
