namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The cgroups of the machine, version 1 or 2, as the host sees them.</summary>
internal static class Cgroup
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>True when the controllers are those of version 2.</summary>
    public static bool IsUnified { get; } = File.Exists(Root + "/cgroup.controllers");

    /// <summary>Folders of the hierarchies.</summary>
    public static IReadOnlyList<string> Hierarchies { get; } = IsUnified ? [Root] : Directory.GetDirectories(Root);

    /// <summary>The folder of one hierarchy that the suite's containers are in.</summary>
    public static string Parent(string hierarchy) => Path.Combine(hierarchy, "edgeorch-conformance");

    /// <summary>Skips the test where the kernel has no such controller: <c>cgroup_disable=memory</c> is what a Raspberry Pi starts with.</summary>
    public static void SkipWithout(string controller) =>
        Assert.SkipUnless(
            IsUnified ? File.ReadAllText(Root + "/cgroup.controllers").Split(' ', '\n').Contains(controller) : Directory.Exists(Path.Combine(Root, controller)),
            $"this kernel has no cgroup controller {controller}");

    /// <summary>Reads a setting of the container, by its names in both versions.</summary>
    /// <param name="container">The container.</param>
    /// <param name="v1">Controller and file, <c>memory/memory.limit_in_bytes</c>.</param>
    /// <param name="v2">File, <c>memory.max</c>.</param>
    public static string Read(TestContainer container, string v1, string v2)
    {
        var (controller, file) = IsUnified ? ("", v2) : (v1[..v1.IndexOf('/', StringComparison.Ordinal)], v1[(v1.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return File.ReadAllText(Path.Combine(Parent(Path.Combine(Root, controller)), container.Id, file)).TrimEnd('\n');
    }

    /// <summary>The cgroups that a process is in: controllers, and path in their hierarchy.</summary>
    public static IEnumerable<(string Controllers, string Path)> Of(int pid) => File.ReadLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)).Select(parts => (parts[1], parts[2]));

    /// <summary>Path of a process in the hierarchy of the controller pids.</summary>
    public static string PathOf(int pid) => Of(pid).Single(line => line.Controllers == (IsUnified ? "" : "pids")).Path;

    /// <summary>Removes what the runtimes leave of the folders above the containers', unless another run of the suite uses them.</summary>
    public static void RemoveParents()
    {
        foreach (var parent in Hierarchies.Select(Parent).Where(Directory.Exists))
            if (Directory.GetDirectories(parent).Length == 0) Directory.Delete(parent);
    }
}
