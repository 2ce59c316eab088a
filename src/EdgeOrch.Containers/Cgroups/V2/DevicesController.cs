using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Device access on cgroup v2, which has no files for it: a program that the kernel asks.</summary>
internal sealed class DevicesController : ICgroupController
{
    public string Name => "devices";

    public void Apply(string folder, LinuxSpec spec) => DeviceFilter.Attach(DeviceFilter.Compile(DeviceRules.Of(spec)), folder);

    public void Read(string folder, CgroupStats stats)
    {
    }
}
