using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Huge pages on cgroup v2: both those in use and, where the kernel counts them, those reserved.</summary>
internal sealed class HugepageController : ICgroupController
{
    public string Name => "hugetlb";

    public void Apply(string folder, LinuxSpec spec)
    {
        foreach (var limit in spec.Resources.HugepageLimits ?? [])
        {
            ControlFile.Write(folder, $"hugetlb.{limit.PageSize}.max", $"{limit.Limit}");
            var errno = ControlFile.TryWrite(folder, $"hugetlb.{limit.PageSize}.rsvd.max", $"{limit.Limit}");
            if (errno is not 0 and not Errno.NoEntry and not Errno.Access) throw new ContainerException("write", $"{folder}/hugetlb.{limit.PageSize}.rsvd.max ({limit.Limit})", errno);
        }
    }

    public void Read(string folder, CgroupStats stats)
    {
    }
}
