using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Processors and memory nodes on cgroup v1, where a new folder has none and takes no process before it does.</summary>
internal sealed class CpusetController : ICgroupController
{
    private static readonly string[] s_files = ["cpuset.cpus", "cpuset.mems"];

    public string Name => "cpuset";

    public void Apply(string folder, LinuxSpec spec)
    {
        Inherit(folder);
        if (spec.Resources.Cpu?.Cpus is { Length: > 0 } cpus) ControlFile.Write(folder, s_files[0], cpus);
        if (spec.Resources.Cpu?.Mems is { Length: > 0 } mems) ControlFile.Write(folder, s_files[1], mems);
    }

    public void Read(string folder, CgroupStats stats)
    {
    }

    private static void Inherit(string folder)
    {
        var parent = Path.GetDirectoryName(folder)!;
        foreach (var file in s_files)
        {
            if (ControlFile.Read(folder, file) is not { Length: 0 }) continue;
            // The folders between the hierarchy's root and this one were made without any, too.
            if (ControlFile.Read(parent, file) is { Length: 0 }) Inherit(parent);
            ControlFile.Write(folder, file, ControlFile.Read(parent, file) ?? "");
        }
    }
}
