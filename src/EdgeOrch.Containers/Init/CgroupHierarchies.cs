using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>What a mount of type cgroup stands for on this machine: one hierarchy, or a tmpfs with one folder for each.</summary>
internal static class CgroupHierarchies
{
    /// <summary>A cgroup namespace of its own makes the container's cgroup the root of what is mounted; without one its folders are bound there.</summary>
    public static IEnumerable<MountSpec> Of(MountSpec mount, Cgroup cgroup, bool hasNamespace)
    {
        var (target, v2) = (mount.Destination, cgroup.Mounts.V2);
        if (v2 is not null && cgroup.Mounts.V1.Count == 0)
        {
            yield return Hierarchy(target, "cgroup2", v2, mount.Options);
            yield break;
        }

        yield return mount with { Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", "noexec", "mode=755", "size=64k"] };
        foreach (var (point, options) in cgroup.Mounts.V1Hierarchies())
            yield return Hierarchy($"{target}/{Path.GetFileName(point)}", "cgroup", point, hasNamespace ? [.. mount.Options, options] : mount.Options);
        if (v2 is not null) yield return Hierarchy($"{target}/unified", "cgroup2", v2, mount.Options);
        if (mount.Options.Contains("ro")) yield return new MountSpec { Destination = target, Type = "none", Options = ["remount", "ro", "nosuid", "nodev", "noexec"] };

        MountSpec Hierarchy(string destination, string type, string point, IReadOnlyList<string> options) => hasNamespace
            ? mount with { Destination = destination, Type = type, Source = "cgroup", Options = options }
            : mount with { Destination = destination, Type = "bind", Source = $"{point}/{cgroup.Path}", Options = [.. options, "bind"] };
    }
}
