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
    private const int MaxPathBytes = 4096;


    /// <summary>The problems of a container's specification; empty when it is sound.</summary>
    /// <param name="spec">The specification.</param>
    public static IReadOnlyList<SpecProblem> Validate(ContainerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var problems = new List<SpecProblem>();
        if (!spec.OciVersion.StartsWith("1.", StringComparison.Ordinal)) Add("ociVersion", $"\"{spec.OciVersion}\" is not 1.x");
        if (spec.Root.Path.Length == 0) Add("root.path", "is empty");
        if (spec.Hostname is { Length: > 0 } hostname)
        {
            if (hostname.Length > MaxHostnameBytes) Add("hostname", $"is {hostname.Length} bytes long; at most {MaxHostnameBytes}");
            if (!spec.Linux.Namespaces.Any(n => n.Type == "uts")) Add("hostname", "needs a uts namespace, or it would rename the host");
        }

        if (spec.Domainname is { Length: > 0 } domain)
        {
            if (domain.Length > MaxHostnameBytes) Add("domainname", $"is {domain.Length} bytes long; at most {MaxHostnameBytes}");
            if (!spec.Linux.Namespaces.Any(n => n.Type == "uts")) Add("domainname", "needs a uts namespace, or it would change the host's");
        }

        problems.AddRange(Validate(spec.Process));
        MountProblems(problems, spec.Mounts, spec.Linux.HasUserNamespace);
        LinuxProblems.Add(problems, spec.Linux);
        HookProblems(problems, spec.Hooks);
        return problems;

        void Add(string path, string message) => problems.Add(new SpecProblem(path, message));
    }

    /// <summary>The problems of a process; paths begin with <c>process.</c>.</summary>
    /// <param name="process">The process.</param>
    public static IReadOnlyList<SpecProblem> Validate(ProcessSpec process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var problems = new List<SpecProblem>();
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
            // The specification wants a warning for one that cannot be granted (Warnings); this catches what is no name at all.
            foreach (var name in names)
                if (!name.StartsWith("CAP_", StringComparison.Ordinal)) Add($"capabilities.{set}", $"\"{name}\" is no capability such as CAP_KILL");
        }

        if (process.ApparmorProfile is { Length: > 0 } profile && !SecurityLabels.HasApparmor) Add("apparmorProfile", $"\"{profile}\": this machine has no AppArmor");
        if (process.SelinuxLabel is { Length: > 0 } label && !SecurityLabels.HasSelinux) Add("selinuxLabel", $"\"{label}\": this machine has no SELinux");
        if (process.IoPriority is { } priority && Scheduling.Problem(priority) is { } wrong) Add("ioPriority", wrong);
        if (process.Scheduler is { } scheduler && Scheduling.Problem(scheduler) is { } bad) Add("scheduler", bad);
        foreach (var (name, list) in new[] { ("initial", process.ExecCpuAffinity?.Initial), ("final", process.ExecCpuAffinity?.Final) })
            if (list is { Length: > 0 } && Scheduling.Processors(list) is null) Add($"execCPUAffinity.{name}", $"\"{list}\" is no list such as 0-2,7");
        for (var i = 0; i < process.Rlimits.Count; i++)
        {
            var limit = process.Rlimits[i];
            if (ResourceLimit.NumberOf(limit.Type) < 0) Add($"rlimits[{i}].type", $"\"{limit.Type}\" is no resource limit");
            if (process.Rlimits.Take(i).Any(other => other.Type == limit.Type)) Add($"rlimits[{i}].type", $"\"{limit.Type}\" is there twice");
            if (limit.Soft > limit.Hard) Add($"rlimits[{i}].soft", $"{limit.Soft} is above the hard limit {limit.Hard}");
        }

        return problems;

        void Add(string path, string message) => problems.Add(new SpecProblem($"process.{path}", message));
    }

    /// <summary>What cannot be granted, and is no error: capabilities that this runtime does not know (OCI runtime-spec config.md, Linux Process).</summary>
    /// <param name="process">The process.</param>
    public static IReadOnlyList<string> Warnings(ProcessSpec process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var sets = process.Capabilities ?? new CapabilitySpec();
        return [.. new[] { sets.Bounding, sets.Effective, sets.Inheritable, sets.Permitted, sets.Ambient }.SelectMany(names => names).Distinct()
            .Where(name => !Capability.IsKnown(name)).Select(name => $"capability \"{name}\" is not known, and not granted")];
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
            if (spec.Mounts.Any(m => m.Options.Contains("tmpcopyup"))) problems.Add(new SpecProblem("mounts", "\"tmpcopyup\" needs a root folder, not layers"));
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
        ResourceProblems.Add(problems, resources);
        Throw(problems);
    }

    private static void Throw(List<SpecProblem> problems)
    {
        if (problems.Count > 0) throw new ContainerException(string.Join("; ", problems.Select(p => $"{p.Path}: {p.Message}")));
    }

    private static void MountProblems(List<SpecProblem> problems, IReadOnlyList<MountSpec> mounts, bool hasUserNamespace)
    {
        if (mounts.Count > MaxMounts) problems.Add(new SpecProblem("mounts", $"has {mounts.Count} entries; at most {MaxMounts}"));
        for (var i = 0; i < mounts.Count; i++)
        {
            var mount = mounts[i];
            var path = $"mounts[{i}]";
            var options = MountOptions.Parse(mount.Options);
            if (!IsPath(mount.Destination) || Path.GetFullPath(mount.Destination, "/") == "/") Add("destination", $"\"{mount.Destination}\" is not a path below /");
            if (options.Data.Length > MaxOptionBytes) Add("options", $"are longer than {MaxOptionBytes} bytes");
            if (options.CopiesUp && mount.Type != "tmpfs") Add("options", $"\"tmpcopyup\" is for tmpfs, not {mount.Type}");
            if ((options.Idmap is not null || mount.UidMappings is not null || mount.GidMappings is not null) && !options.IsBind) Add("options", "ids are mapped for bind mounts only");
            if (options.Idmap is not null && mount.UidMappings is null && !hasUserNamespace) Add("options", $"\"{options.Idmap}\" needs uidMappings, or a user namespace to take them from");
            if ((mount.UidMappings is null) != (mount.GidMappings is null)) Add("uidMappings", "and gidMappings go together");
            LinuxProblems.Mappings("uidMappings", mount.UidMappings, Add);
            LinuxProblems.Mappings("gidMappings", mount.GidMappings, Add);
            if (options.IsBind)
            {
                if (mount.Source is null || !Path.IsPathRooted(mount.Source)) Add("source", $"\"{mount.Source}\" is not absolute");
                if (options.Data.Length > 0) Add("options", $"\"{options.Data}\" means nothing for a bind mount");
            }
            else if (mount.Type is null or "" or "bind")
            {
                Add("type", $"\"{mount.Type}\" is no file system, and neither bind nor rbind is among the options");
            }

            void Add(string field, string message) => problems.Add(new SpecProblem($"{path}.{field}", message));
        }
    }

    private static void HookProblems(List<SpecProblem> problems, HooksSpec? hooks)
    {
        foreach (var (kind, list) in new[]
        {
            ("prestart", hooks?.Prestart), ("createRuntime", hooks?.CreateRuntime), ("createContainer", hooks?.CreateContainer),
            ("startContainer", hooks?.StartContainer), ("poststart", hooks?.Poststart), ("poststop", hooks?.Poststop),
        })
        {
            for (var i = 0; i < (list?.Count ?? 0); i++)
            {
                var hook = list![i];
                if (!IsCleanAbsolute(hook.Path)) Add("path", $"\"{hook.Path}\" is not an absolute path without \"..\"");
                if (hook.Timeout < 1) Add("timeout", $"{hook.Timeout} is not above 0");
                if ((hook.Args ?? []).Concat(hook.Env ?? []).Any(text => text.Contains('\0', StringComparison.Ordinal))) Add("args", "or env holds a NUL");

                void Add(string field, string message) => problems.Add(new SpecProblem($"hooks.{kind}[{i}].{field}", message));
            }
        }
    }

    internal static bool IsCleanAbsolute(string path) => path.StartsWith('/') && IsPath(path) && !path.Split('/').Contains("..");

    private static bool IsPath(string path) => path.Length is > 0 and < MaxPathBytes && !path.Contains('\0', StringComparison.Ordinal);
}
