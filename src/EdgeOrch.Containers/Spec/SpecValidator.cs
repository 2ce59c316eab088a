using System.Text.Json;
using EdgeOrch.Containers.Capabilities;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Containers.Spec;

/// <summary>Finds every problem of a specification; one that asks for what the runtime cannot do is refused, never ignored.</summary>
public static class SpecValidator
{
    private const int MaxIdLength = 128;
    private const int MaxHostnameBytes = 64;
    private const int MaxMounts = 200;
    private const int MaxTextBytes = 1024 * 1024;
    private const int MaxOptionBytes = 4095;

    private static readonly string[] s_namespaces = ["mount", "pid", "uts", "ipc", "cgroup", "network"];
    private static readonly string[] s_fileSystems = ["proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup"];

    /// <summary>The problems of a container's specification; empty when it is sound.</summary>
    /// <param name="spec">The specification.</param>
    public static IReadOnlyList<SpecProblem> Validate(ContainerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var problems = new List<SpecProblem>();
        Unsupported(problems, "", spec.Unsupported);
        Unsupported(problems, "root.", spec.Root.Unsupported);
        if (!spec.OciVersion.StartsWith("1.", StringComparison.Ordinal)) Add("ociVersion", $"\"{spec.OciVersion}\" is not 1.x");
        if (spec.Root.Path.Length == 0) Add("root.path", "is empty");
        if (spec.Hostname is { Length: > 0 } hostname)
        {
            if (hostname.Length > MaxHostnameBytes) Add("hostname", $"is {hostname.Length} bytes long; at most {MaxHostnameBytes}");
            if (!spec.Linux.Namespaces.Any(n => n.Type == "uts")) Add("hostname", "needs a uts namespace, or it would rename the host");
        }

        problems.AddRange(Validate(spec.Process));
        MountProblems(problems, spec.Mounts);
        LinuxProblems(problems, spec.Linux);
        return problems;

        void Add(string path, string message) => problems.Add(new SpecProblem(path, message));
    }

    /// <summary>The problems of a process; paths begin with <c>process.</c>.</summary>
    /// <param name="process">The process.</param>
    public static IReadOnlyList<SpecProblem> Validate(ProcessSpec process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var problems = new List<SpecProblem>();
        Unsupported(problems, "process.", process.Unsupported);
        Unsupported(problems, "process.user.", process.User.Unsupported);
        Unsupported(problems, "process.capabilities.", process.Capabilities?.Unsupported);
        if (process.Args.Count == 0 || process.Args[0].Length == 0) Add("args", "names no program");
        if (process.Args.Sum(a => (long)a.Length) + process.Env.Sum(e => (long)e.Length) > MaxTextBytes) Add("args", $"with env is longer than {MaxTextBytes} bytes");
        for (var i = 0; i < process.Args.Count; i++)
            if (process.Args[i].Contains('\0', StringComparison.Ordinal)) Add($"args[{i}]", "holds a NUL");
        for (var i = 0; i < process.Env.Count; i++)
        {
            if (process.Env[i].IndexOf('=', StringComparison.Ordinal) < 1 || process.Env[i].Contains('\0', StringComparison.Ordinal))
                Add($"env[{i}]", "is not NAME=value");
        }

        if (!IsCleanAbsolute(process.Cwd)) Add("cwd", $"\"{process.Cwd}\" is not an absolute path without \"..\"");
        if (process.OomScoreAdj is < -1000 or > 1000) Add("oomScoreAdj", $"{process.OomScoreAdj} is not within -1000 to 1000");
        if (process.User.Umask > 511) Add("user.umask", $"{process.User.Umask} is not within 0 to 511 (0777)");
        if (process.User.AdditionalGids.Count > 65536) Add("user.additionalGids", "has more than 65536 entries");
        var sets = process.Capabilities ?? new CapabilitySpec();
        foreach (var (set, names) in new[] { ("bounding", sets.Bounding), ("effective", sets.Effective), ("inheritable", sets.Inheritable), ("permitted", sets.Permitted), ("ambient", sets.Ambient) })
        {
            foreach (var name in names)
                if (!Capability.IsKnown(name)) Add($"capabilities.{set}", $"\"{name}\" is no capability");
        }

        for (var i = 0; i < process.Rlimits.Count; i++)
        {
            var limit = process.Rlimits[i];
            Unsupported(problems, $"process.rlimits[{i}].", limit.Unsupported);
            if (ResourceLimit.NumberOf(limit.Type) < 0) Add($"rlimits[{i}].type", $"\"{limit.Type}\" is no resource limit");
            if (limit.Soft > limit.Hard) Add($"rlimits[{i}].soft", $"{limit.Soft} is above the hard limit {limit.Hard}");
        }

        return problems;

        void Add(string path, string message) => problems.Add(new SpecProblem($"process.{path}", message));
    }

    internal static bool IsValidId(string id) =>
        id is { Length: > 0 and <= MaxIdLength } and not "." and not ".." && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    internal static void ThrowIfInvalidId(string id)
    {
        if (!IsValidId(id)) throw new ContainerException($"id \"{id}\" is not 1 to {MaxIdLength} of A-Z a-z 0-9 _ . -");
    }

    internal static void ThrowIfInvalid(string id, ContainerSpec spec, RootfsSpec? rootfs)
    {
        ThrowIfInvalidId(id);
        var problems = Validate(spec).ToList();
        if (rootfs is null) Folder("root.path", spec.Root.Path);
        else
        {
            if (rootfs.Lowers.Count is 0 or > RootfsSpec.MaxLowers) problems.Add(new SpecProblem("rootfs.lowers", $"has {rootfs.Lowers.Count} layers; 1 to {RootfsSpec.MaxLowers}"));
            for (var i = 0; i < rootfs.Lowers.Count; i++) Folder($"rootfs.lowers[{i}]", rootfs.Lowers[i]);
            Folder("rootfs.upper", rootfs.Upper);
            Folder("rootfs.work", rootfs.Work);
            Folder("rootfs.mountPoint", rootfs.MountPoint);
        }

        Throw(problems);

        void Folder(string path, string folder)
        {
            if (!Path.IsPathRooted(folder)) problems.Add(new SpecProblem(path, $"\"{folder}\" is not absolute"));
            else if (!Directory.Exists(folder)) problems.Add(new SpecProblem(path, $"\"{folder}\" is no folder"));
        }
    }

    internal static void ThrowIfInvalid(ProcessSpec process, SeccompSpec? seccomp)
    {
        var problems = Validate(process).ToList();
        if (seccomp is not null) SeccompProblems.Add(problems, seccomp);
        Throw(problems);
    }

    internal static void ThrowIfInvalid(ProcessSpec process, Stdio stdio)
    {
        if (process.Terminal && stdio.ConsoleSocket < 0) throw new ContainerException("process.terminal: true needs a console socket, which receives the terminal");
        if (!process.Terminal && stdio.ConsoleSocket >= 0) throw new ContainerException("process.terminal: false, but there is a console socket");
    }

    internal static void ThrowIfInvalid(ResourceSpec resources)
    {
        var problems = new List<SpecProblem>();
        ResourceProblems(problems, resources);
        Throw(problems);
    }

    private static void Throw(List<SpecProblem> problems)
    {
        if (problems.Count > 0) throw new ContainerException(string.Join("; ", problems.Select(p => $"{p.Path}: {p.Message}")));
    }

    private static void MountProblems(List<SpecProblem> problems, IReadOnlyList<MountSpec> mounts)
    {
        if (mounts.Count > MaxMounts) problems.Add(new SpecProblem("mounts", $"has {mounts.Count} entries; at most {MaxMounts}"));
        for (var i = 0; i < mounts.Count; i++)
        {
            var mount = mounts[i];
            var path = $"mounts[{i}]";
            Unsupported(problems, $"{path}.", mount.Unsupported);
            var options = MountOptions.Parse(mount.Options);
            if (!IsCleanAbsolute(mount.Destination) || Path.GetFullPath(mount.Destination) == "/") Add("destination", $"\"{mount.Destination}\" is not an absolute path below / without \"..\"");
            if (options.Data.Length > MaxOptionBytes) Add("options", $"are longer than {MaxOptionBytes} bytes");
            if (mount.Options.Contains("tmpcopyup")) Add("options", "\"tmpcopyup\" is not supported: the image's files are not copied into a tmpfs");
            if (options.IsBind)
            {
                if (mount.Source is null || !Path.IsPathRooted(mount.Source)) Add("source", $"\"{mount.Source}\" is not absolute");
                if (options.Data.Length > 0) Add("options", $"\"{options.Data}\" means nothing for a bind mount");
            }
            else if (mount.Type is null || Array.IndexOf(s_fileSystems, mount.Type) < 0)
            {
                Add("type", $"\"{mount.Type}\" is not one of {string.Join(", ", s_fileSystems)}, or a bind mount without option bind or rbind");
            }

            void Add(string field, string message) => problems.Add(new SpecProblem($"{path}.{field}", message));
        }
    }

    private static void LinuxProblems(List<SpecProblem> problems, LinuxSpec linux)
    {
        Unsupported(problems, "linux.", linux.Unsupported);
        for (var i = 0; i < linux.Namespaces.Count; i++)
        {
            var (type, path) = (linux.Namespaces[i].Type, linux.Namespaces[i].Path);
            Unsupported(problems, $"linux.namespaces[{i}].", linux.Namespaces[i].Unsupported);
            if (Array.IndexOf(s_namespaces, type) < 0) Add($"namespaces[{i}].type", $"\"{type}\" is not supported: one of {string.Join(", ", s_namespaces)}");
            if (linux.Namespaces.Take(i).Any(n => n.Type == type)) Add($"namespaces[{i}].type", $"\"{type}\" is there twice");
            if (path is not null && (type != "network" || !Path.IsPathRooted(path))) Add($"namespaces[{i}].path", $"\"{path}\" is not supported: an absolute path, for network only");
        }

        if (!linux.Namespaces.Any(n => n.Type == "mount")) Add("namespaces", "lacks \"mount\"");
        if (linux.CgroupsPath is { } cgroup && (cgroup.Trim('/').Length == 0 || !IsCleanAbsolute("/" + cgroup.Trim('/')))) Add("cgroupsPath", $"\"{cgroup}\" is not a path without \"..\"");
        if (linux.RootfsPropagation is not (null or "" or "private" or "rprivate" or "slave" or "rslave")) Add("rootfsPropagation", $"\"{linux.RootfsPropagation}\" is not supported");
        if (linux.Seccomp is { } seccomp) SeccompProblems.Add(problems, seccomp);
        ResourceProblems(problems, linux.Resources);
        foreach (var (name, paths) in new[] { ("maskedPaths", linux.MaskedPaths), ("readonlyPaths", linux.ReadonlyPaths) })
        {
            for (var i = 0; i < paths.Count; i++)
                if (!IsCleanAbsolute(paths[i])) Add($"{name}[{i}]", $"\"{paths[i]}\" is not an absolute path without \"..\"");
        }

        for (var i = 0; i < linux.Devices.Count; i++)
        {
            var device = linux.Devices[i];
            Unsupported(problems, $"linux.devices[{i}].", device.Unsupported);
            if (!IsCleanAbsolute(device.Path) || device.Path == "/") Add($"devices[{i}].path", $"\"{device.Path}\" is not an absolute path without \"..\"");
            if (device.Type is not ("c" or "u" or "b" or "p")) Add($"devices[{i}].type", $"\"{device.Type}\" is not c, u, b or p");
            if (device.Major is < 0 or > 4095 || device.Minor is < 0 or > 1048575) Add($"devices[{i}]", $"{device.Major}:{device.Minor} is no device number");
            // Some callers write all of st_mode.
            if ((device.FileMode & ~(uint)Kernel.Flags.SIfmt) > 4095) Add($"devices[{i}].fileMode", $"{device.FileMode} is not within 0 to 4095");
        }

        foreach (var key in linux.Sysctl?.Keys ?? [])
            if (SysctlProblem(key, linux.Namespaces) is { } message) Add($"sysctl.{key}", message);

        void Add(string path, string message) => problems.Add(new SpecProblem($"linux.{path}", message));
    }

    // A setting outside the container's own namespaces would change the host.
    private static string? SysctlProblem(string key, IReadOnlyList<NamespaceSpec> namespaces)
    {
        if (key.Length == 0 || key.Contains('/', StringComparison.Ordinal) || key.Contains("..", StringComparison.Ordinal)) return "is not a dotted name";
        var (starts, needed) = key switch
        {
            _ when key.StartsWith("net.", StringComparison.Ordinal) => (true, "network"),
            _ when key.StartsWith("fs.mqueue.", StringComparison.Ordinal) || key is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem"
                or "kernel.shmall" or "kernel.shmmax" or "kernel.shmmni" or "kernel.shm_rmid_forced" => (true, "ipc"),
            _ => (false, ""),
        };
        if (!starts) return "belongs to no namespace";
        return namespaces.Any(n => n.Type == needed && n.Path is null) ? null : $"needs a new {needed} namespace";
    }

    private static void ResourceProblems(List<SpecProblem> problems, ResourceSpec resources)
    {
        Unsupported(problems, "linux.resources.", resources.Unsupported);
        Unsupported(problems, "linux.resources.memory.", resources.Memory?.Unsupported);
        Unsupported(problems, "linux.resources.cpu.", resources.Cpu?.Unsupported);
        Unsupported(problems, "linux.resources.pids.", resources.Pids?.Unsupported);
        if (resources.Memory is { } memory)
        {
            if (memory.Limit is 0 or < -1) Add("resources.memory.limit", $"{memory.Limit} is neither positive nor -1");
            if (memory.Swap is { } swap and not -1 && swap < (memory.Limit ?? 0)) Add("resources.memory.swap", $"{swap} (memory plus swap) is below the memory limit");
            if (memory.Swap is not null && memory.Limit is null) Add("resources.memory.swap", "needs a memory limit");
        }

        if (resources.Cpu?.Period is < 1000 or > 1_000_000) Add("resources.cpu.period", $"{resources.Cpu.Period} is not within 1000 to 1000000");
        if (resources.Cpu?.Quota is < 1000 and not -1) Add("resources.cpu.quota", $"{resources.Cpu.Quota} is neither -1 nor at least 1000");
        if (resources.Cpu?.Shares is < 2 or > 262144) Add("resources.cpu.shares", $"{resources.Cpu.Shares} is not within 2 to 262144");
        foreach (var (name, list) in new[] { ("cpus", resources.Cpu?.Cpus), ("mems", resources.Cpu?.Mems) })
            if (list is not null && (list.Length > 1024 || list.Any(c => !char.IsAsciiDigit(c) && c is not (',' or '-')))) Add($"resources.cpu.{name}", $"\"{list}\" is no list such as 0-2,7");
        if (resources.Pids?.Limit < -1) Add("resources.pids.limit", $"{resources.Pids.Limit} is below -1");
        for (var i = 0; i < (resources.Devices?.Count ?? 0); i++)
        {
            var rule = resources.Devices![i];
            Unsupported(problems, $"linux.resources.devices[{i}].", rule.Unsupported);
            if (rule.Type is not (null or "a" or "b" or "c")) Add($"resources.devices[{i}].type", $"\"{rule.Type}\" is not a, b or c");
            if (rule.Major is < -1 or > 4095 || rule.Minor is < -1 or > 1048575) Add($"resources.devices[{i}]", $"{rule.Major}:{rule.Minor} is no device number");
            if (rule.Access is { } access && (access.Length == 0 || access.Any(c => c is not ('r' or 'w' or 'm')))) Add($"resources.devices[{i}].access", $"\"{access}\" is not of r, w, m");
        }

        void Add(string path, string message) => problems.Add(new SpecProblem($"linux.{path}", message));
    }

    private static void Unsupported(List<SpecProblem> problems, string prefix, Dictionary<string, JsonElement>? fields)
    {
        foreach (var name in fields?.Keys ?? Enumerable.Empty<string>()) problems.Add(new SpecProblem(prefix + name, "is not supported"));
    }

    private static bool IsCleanAbsolute(string path) =>
        path.StartsWith('/') && path.Length < 4096 && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Contains("..");
}
