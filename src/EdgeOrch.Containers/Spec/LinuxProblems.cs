using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Mounts;

namespace EdgeOrch.Containers.Spec;

/// <summary>What is wrong with the Linux part of a container.</summary>
internal static class LinuxProblems
{
    private const int MaxMappings = 340;
    private static readonly string[] s_clocks = ["monotonic", "boottime"];

    /// <summary>Adds each problem by its path.</summary>
    public static void Add(List<SpecProblem> problems, LinuxSpec linux)
    {
        Namespaces(linux, Add);
        if (linux.CgroupsPath is { } cgroup && (cgroup.Trim('/').Length == 0 || !SpecValidator.IsCleanAbsolute("/" + cgroup.Trim('/')))) Add("cgroupsPath", $"\"{cgroup}\" is not a path without \"..\"");
        if (linux.RootfsPropagation is { Length: > 0 } propagation && !MountOptions.IsPropagation(propagation)) Add("rootfsPropagation", $"\"{propagation}\" is not shared, slave, private or unbindable, or one of them after an r");
        if (linux.Personality is { } personality)
        {
            if (Personality.NumberOf(personality.Domain) < 0) Add("personality.domain", $"\"{personality.Domain}\" is not LINUX or LINUX32");
            if (personality.Flags is { Count: > 0 } flags) Add("personality.flags", $"\"{flags[0]}\" is not supported: the specification defines none");
        }

        if (linux.MountLabel is { Length: > 0 } label && !SecurityLabels.HasSelinux) Add("mountLabel", $"\"{label}\": this machine has no SELinux");
        if (linux.HasIntelRdt) Add("intelRdt", "is not supported");
        if (linux.Seccomp is { } seccomp) SeccompProblems.Add(problems, seccomp);
        ResourceProblems.Add(problems, linux.Resources);
        foreach (var (name, paths) in new[] { ("maskedPaths", linux.MaskedPaths), ("readonlyPaths", linux.ReadonlyPaths) })
        {
            for (var i = 0; i < paths.Count; i++)
                if (!SpecValidator.IsCleanAbsolute(paths[i])) Add($"{name}[{i}]", $"\"{paths[i]}\" is not an absolute path without \"..\"");
        }

        for (var i = 0; i < linux.Devices.Count; i++)
        {
            var device = linux.Devices[i];
            if (!SpecValidator.IsCleanAbsolute(device.Path) || device.Path == "/") Add($"devices[{i}].path", $"\"{device.Path}\" is not an absolute path without \"..\"");
            if (device.Type is not ("c" or "u" or "b" or "p")) Add($"devices[{i}].type", $"\"{device.Type}\" is not c, u, b or p");
            if (device.Major is < 0 or > 4095 || device.Minor is < 0 or > 1048575) Add($"devices[{i}]", $"{device.Major}:{device.Minor} is no device number");
            // Some callers write all of st_mode.
            if ((device.FileMode & ~(uint)Kernel.Flags.SIfmt) > 4095) Add($"devices[{i}].fileMode", $"{device.FileMode} is not within 0 to 4095");
        }

        foreach (var key in linux.Sysctl?.Keys ?? [])
            if (SysctlProblem(key, linux.Namespaces) is { } message) Add($"sysctl.{key}", message);

        void Add(string path, string message) => problems.Add(new SpecProblem($"linux.{path}", message));
    }

    /// <summary>Adds what is wrong with ranges of ids.</summary>
    public static void Mappings(string path, IReadOnlyList<IdMappingSpec>? mappings, Action<string, string> add)
    {
        if (mappings?.Count > MaxMappings) add(path, $"has {mappings.Count} entries; the kernel takes {MaxMappings}");
        for (var i = 0; i < (mappings?.Count ?? 0); i++)
        {
            var (first, outside, size) = (mappings![i].ContainerId, mappings[i].HostId, mappings[i].Size);
            if (size == 0) add($"{path}[{i}].size", "is 0: at least 1");
            if ((ulong)Math.Max(first, outside) + size > uint.MaxValue) add($"{path}[{i}].size", $"{size} goes beyond the last id, {uint.MaxValue - 1}");
        }
    }

    private static void Namespaces(LinuxSpec linux, Action<string, string> add)
    {
        for (var i = 0; i < linux.Namespaces.Count; i++)
        {
            var (type, path) = (linux.Namespaces[i].Type, linux.Namespaces[i].Path);
            if (!NamespaceSteps.Kinds.Contains(type)) add($"namespaces[{i}].type", $"\"{type}\" is not supported: one of {string.Join(", ", NamespaceSteps.Kinds)}");
            if (linux.Namespaces.Take(i).Any(n => n.Type == type)) add($"namespaces[{i}].type", $"\"{type}\" is there twice");
            if (path is null) continue;
            if (!Path.IsPathRooted(path)) add($"namespaces[{i}].path", $"\"{path}\" is not absolute");
        }

        if (!linux.Namespaces.Any(n => n.Type == "mount")) add("namespaces", "lacks \"mount\"");
        Mappings("uidMappings", linux.UidMappings, add);
        Mappings("gidMappings", linux.GidMappings, add);
        if (linux.HasNewUserNamespace && (linux.UidMappings.Count == 0 || linux.GidMappings.Count == 0)) add("uidMappings", "and gidMappings must name the ids of the new user namespace");
        if (!linux.HasUserNamespace && linux.UidMappings.Count + linux.GidMappings.Count > 0) add("uidMappings", "and gidMappings need a user namespace");
        var hasClocks = linux.Namespaces.Any(n => n is { Type: "time", Path: null });
        foreach (var (clock, offset) in linux.TimeOffsets ?? new Dictionary<string, TimeOffsetSpec>())
        {
            if (!hasClocks) add("timeOffsets", "need a new time namespace");
            if (!s_clocks.Contains(clock)) add($"timeOffsets.{clock}", $"is not one of {string.Join(", ", s_clocks)}");
            if (offset.Nanosecs > 999_999_999) add($"timeOffsets.{clock}.nanosecs", $"{offset.Nanosecs} is not within 0 to 999999999");
        }
    }

    // A setting outside the container's own namespaces would change the host.
    private static string? SysctlProblem(string name, IReadOnlyList<NamespaceSpec> namespaces)
    {
        var key = SysctlNames.Dotted(name);
        if (key.Length == 0 || key.Split('.').Any(part => part.Trim('/').Length == 0)) return "is not a name such as net.ipv4.ip_forward";
        var needed = key switch
        {
            _ when key.StartsWith("net.", StringComparison.Ordinal) => "network",
            _ when key.StartsWith("fs.mqueue.", StringComparison.Ordinal) || key is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem"
                or "kernel.shmall" or "kernel.shmmax" or "kernel.shmmni" or "kernel.shm_rmid_forced" => "ipc",
            "kernel.domainname" => "uts",
            _ => null,
        };
        if (needed is null) return "belongs to no namespace";
        return namespaces.Any(n => n.Type == needed && !IsOwn(n)) ? null : $"needs a {needed} namespace other than the runtime's";
    }

    // A path may name the namespace that the runtime itself is in.
    private static bool IsOwn(NamespaceSpec space)
    {
        if (space.Path is null || !File.Exists(space.Path)) return false;
        var kind = space.Type == "network" ? "net" : space.Type;
        return new FileInfo(space.Path).LinkTarget is { } joined && joined == new FileInfo($"/proc/self/ns/{kind}").LinkTarget;
    }
}
