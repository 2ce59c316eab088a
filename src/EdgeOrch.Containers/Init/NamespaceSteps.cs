using System.Globalization;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// Which namespaces clone3 makes, and the steps of an intermediate process where clone3 is not enough: a joined pid namespace and
/// the offsets of a new time namespace hold for children only, and the others are joined while the host's privileges are there.
/// </summary>
internal static unsafe class NamespaceSteps
{
    private static readonly Dictionary<string, long> s_flags = new()
    {
        ["mount"] = Flags.CloneNewNs,
        ["pid"] = Flags.CloneNewPid,
        ["uts"] = Flags.CloneNewUts,
        ["ipc"] = Flags.CloneNewIpc,
        ["network"] = Flags.CloneNewNet,
        ["cgroup"] = Flags.CloneNewCgroup,
        [NamespaceSpec.User] = Flags.CloneNewUser,
        ["time"] = Flags.CloneNewTime,
    };

    /// <summary>Names of the kinds.</summary>
    public static IEnumerable<string> Kinds => s_flags.Keys;

    /// <summary>True when the container's process must be made by an intermediate one, <see cref="Fork"/>.</summary>
    public static bool NeedsIntermediate(LinuxSpec spec) => spec.Namespaces.Any(n => n.Path is not null || n.Type == "time");

    /// <summary>
    /// The namespaces that clone3 makes. The cgroup namespace comes later, when the cgroup has been joined; a process enters a time
    /// namespace made by clone3 at once, and then its offsets cannot be set any more.
    /// </summary>
    public static long CloneFlags(LinuxSpec spec) =>
        spec.Namespaces.Where(n => n.Path is null && n.Type is not ("cgroup" or "time")).Aggregate(0L, (flags, n) => flags | s_flags[n.Type]);

    /// <summary>Opens, in this process, the namespaces that are to be joined; the program owns the descriptors.</summary>
    public static IReadOnlyList<(NamespaceSpec Namespace, int Fd)> Open(SyscallProgram program, LinuxSpec spec)
    {
        var opened = new List<(NamespaceSpec, int)>();
        foreach (var joined in spec.Namespaces.Where(n => n.Path is not null))
        {
            var fd = Libc.TryOpen(joined.Path!, Flags.ReadOnly | Flags.CloseOnExec);
            if (fd < 0) throw new ContainerException("open", joined.Path!, -fd);
            opened.Add((joined, program.Own(fd)));
        }

        return opened;
    }

    /// <summary>Appends the steps that join and prepare namespaces, then fork; the result is the index for <see cref="Intermediate.End"/>.</summary>
    public static int Fork(SyscallProgram program, LinuxSpec spec, IReadOnlyList<(NamespaceSpec Namespace, int Fd)> joined)
    {
        // The user namespace last: the host's root may enter the others whoever owns them.
        foreach (var (space, fd) in joined.OrderBy(n => n.Namespace.Type == NamespaceSpec.User))
            program.Add(Syscall.Setns, space.Path!, fd, (nint)s_flags[space.Type]);
        if (spec.Namespaces.Any(n => n is { Type: "time", Path: null }))
        {
            program.Add(Syscall.Unshare, "time namespace", (nint)Flags.CloneNewTime);
            foreach (var (clock, offset) in spec.TimeOffsets ?? new Dictionary<string, TimeOffsetSpec>())
                Preamble.WriteFile(program, "/proc/self/timens_offsets", string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Secs} {offset.Nanosecs}"));
        }

        return Intermediate.Fork(program, CloneFlags(spec));
    }

    /// <summary>The namespaces of a running process that this process is not in, for setns with its pidfd; user and time refuse those one is in.</summary>
    public static long Foreign(int pid) =>
        Flags.CloneNewNs | Flags.CloneNewPid | Flags.CloneNewUts | Flags.CloneNewIpc | Flags.CloneNewNet | Flags.CloneNewCgroup
        | (Differs(pid, "user") ? Flags.CloneNewUser : 0) | (Differs(pid, "time") ? Flags.CloneNewTime : 0);

    /// <summary>Appends the steps that make the caller root of the user namespace that it is in.</summary>
    public static void BecomeRoot(SyscallProgram program)
    {
        program.Add(Syscall.Setgroups, "no groups", 0, program.Bytes(4));
        program.Add(Syscall.Setresgid, "0", 0, 0, 0);
        program.Add(Syscall.Setresuid, "0", 0, 0, 0);
    }

    private static bool Differs(int pid, string kind)
    {
        var (own, other) = ($"/proc/self/ns/{kind}", $"/proc/{pid}/ns/{kind}");
        return File.Exists(own) && new FileInfo(own).LinkTarget != new FileInfo(other).LinkTarget;
    }
}
