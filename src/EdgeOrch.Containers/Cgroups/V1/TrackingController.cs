using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>A hierarchy without limits of ours, joined all the same: its caller's service would otherwise count the container as its own, or limit it.</summary>
internal sealed class TrackingController(string name) : ICgroupController
{
    public string Name => name;

    public void Apply(string folder, LinuxSpec spec)
    {
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
