using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>RDMA devices; the file is the same in cgroup v1 and v2.</summary>
internal sealed class RdmaController : ICgroupController
{
    public string Name => "rdma";

    public void Apply(string folder, LinuxSpec spec)
    {
        foreach (var (device, limit) in spec.Resources.Rdma ?? new Dictionary<string, RdmaSpec>())
            ControlFile.Write(folder, "rdma.max", $"{device} hca_handle={Number(limit.HcaHandles)} hca_object={Number(limit.HcaObjects)}");
    }

    public void Read(string folder, CgroupStats stats)
    {
    }

    private static string Number(uint? limit) => limit is null ? "max" : $"{limit}";
}
