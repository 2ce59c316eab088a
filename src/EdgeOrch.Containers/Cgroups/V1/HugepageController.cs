using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Huge pages on cgroup v1.</summary>
internal sealed class HugepageController : ICgroupController
{
    public string Name => "hugetlb";

    public void Apply(string folder, LinuxSpec spec)
    {
        foreach (var limit in spec.Resources.HugepageLimits ?? []) ControlFile.Write(folder, $"hugetlb.{limit.PageSize}.limit_in_bytes", $"{limit.Limit}");
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
