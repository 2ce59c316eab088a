namespace EdgeOrch.Containers.Cgroups;

/// <summary>Where this machine's cgroup hierarchies are mounted: v1, v2 or both (hybrid).</summary>
/// <param name="V1">Mount point by controller; named hierarchies without their <c>name=</c>.</param>
/// <param name="V2">Mount point of the unified hierarchy, or null.</param>
/// <param name="V2Controllers">Controllers that the unified hierarchy offers.</param>
internal sealed record CgroupMounts(IReadOnlyDictionary<string, string> V1, string? V2, IReadOnlySet<string> V2Controllers)
{
    /// <summary>Looks at this machine.</summary>
    public static CgroupMounts Detect()
    {
        var mounts = Parse(ControlFile.Read("/proc/self", "mountinfo")!.Split('\n'));
        if (mounts.V2 is null) return mounts;
        var controllers = ControlFile.Read(mounts.V2, "cgroup.controllers") ?? "";
        return mounts with { V2Controllers = controllers.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet() };
    }

    /// <summary>Each hierarchy of v1 once: its mount point, and the options that mount it again.</summary>
    public IEnumerable<(string MountPoint, string Options)> V1Hierarchies() =>
        from controller in V1
        group controller.Key by controller.Value into hierarchy
        select (hierarchy.Key, string.Join(',', hierarchy.Select(name => s_named.Contains(name) ? $"name={name}" : name)));

    // Hierarchies without a controller.
    private static readonly string[] s_named = ["systemd", "elogind", "openrc"];

    /// <summary>Reads lines of proc_pid_mountinfo(5); the unified hierarchy's controllers are not in there.</summary>
    internal static CgroupMounts Parse(IEnumerable<string> mountinfo)
    {
        var v1 = new Dictionary<string, string>();
        string? v2 = null;
        foreach (var line in mountinfo)
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length != 2) continue;
            var (left, right) = (halves[0].Split(' '), halves[1].Split(' '));
            if (left.Length < 5 || right.Length < 3) continue;
            if (right[0] == "cgroup2") v2 ??= left[4];
            if (right[0] != "cgroup") continue;
            foreach (var option in right[2].Split(',')) v1.TryAdd(option.StartsWith("name=", StringComparison.Ordinal) ? option[5..] : option, left[4]);
        }

        return new CgroupMounts(v1, v2, new HashSet<string>());
    }
}
