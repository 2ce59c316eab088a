using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>The class of packets on cgroup v1.</summary>
internal sealed class NetworkClassController : ICgroupController
{
    public string Name => "net_cls";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Network?.ClassId is { } number) ControlFile.Write(folder, "net_cls.classid", number);
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
