using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The program of a container's first process.</summary>
internal static class ContainerProgram
{
    /// <summary>Number in the status record that says: prepared, waiting at the start barrier.</summary>
    public const int Ready = -1;

    private static readonly Dictionary<string, long> s_cloneFlags = new()
    {
        ["mount"] = Flags.CloneNewNs,
        ["pid"] = Flags.CloneNewPid,
        ["uts"] = Flags.CloneNewUts,
        ["ipc"] = Flags.CloneNewIpc,
        ["network"] = Flags.CloneNewNet,
    };

    /// <summary>The namespaces that clone3 makes; the cgroup namespace comes after the cgroup has been joined.</summary>
    public static long CloneFlags(LinuxSpec spec) =>
        spec.Namespaces.Where(n => n.Path is null).Aggregate(0L, (flags, n) => flags | s_cloneFlags.GetValueOrDefault(n.Type));

    /// <summary>Appends the whole program; the order of its steps matters.</summary>
    public static void Append(SyscallProgram program, ContainerSpec spec, RootfsSpec? rootfs, Cgroup cgroup, Stdio stdio, int statusFd, int barrierFd)
    {
        // 1. With the host still in sight.
        Preamble.Append(program, [stdio.Stdin, stdio.Stdout, stdio.Stderr, stdio.ConsoleSocket, statusFd, barrierFd]);
        var streams = new StandardStreams(program, stdio);
        Preamble.JoinCgroup(program, cgroup);
        if (spec.Process.OomScoreAdj is { } score) Preamble.WriteFile(program, "/proc/self/oom_score_adj", $"{score}");
        if (spec.Linux.Namespaces.Any(n => n.Type == "cgroup")) program.Add(Syscall.Unshare, "cgroup namespace", (nint)Flags.CloneNewCgroup);
        NetworkSteps.Append(program, spec.Linux.Namespaces.FirstOrDefault(n => n.Type == "network"));

        // 2. The file system. Slave, so that what the host unmounts is not kept busy here.
        program.Add(Syscall.Mount, "/", 0, program.Text("/"), 0, Flags.MsSlave | Flags.MsRec);
        var mounts = new MountSteps(program, spec.Mounts, cgroup, spec.Linux.Namespaces.Any(n => n.Type == "cgroup"));
        mounts.TakeSources();
        RootSteps.Append(program, spec.Root, rootfs);
        mounts.Place();
        DeviceSteps.Append(program, spec);
        streams.OpenTerminal(program, spec.Process.ConsoleSize);
        if (spec.Process.Cwd != "/") MountSteps.MakeFolder(program, spec.Process.Cwd);

        // 3. What /proc must still be writable for, then what must not be touched.
        foreach (var (key, value) in spec.Linux.Sysctl ?? new Dictionary<string, string>())
            Preamble.WriteFile(program, $"/proc/sys/{key.Replace('.', '/')}", value);
        if (spec.Hostname is { Length: > 0 } name) program.Add(Syscall.Sethostname, name, program.Text(name), name.Length);
        HiddenPathSteps.Append(program, spec.Linux);
        if (spec.Root.Readonly) HiddenPathSteps.SetReadOnly(program, "/");

        ProcessSteps.FindProgram(program, spec.Process);

        // 4. Report and wait for the start; the end of the owner counts as a refusal.
        var record = program.NewRegister();
        program.NewRegister();
        program.Preset(record, Ready);
        program.Add(Syscall.Write, "status", statusFd, program.AddressOf(record), 16);
        program.Add(Syscall.Read, "start barrier", barrierFd, program.Bytes(8), 1).Required = 1;
        ProcessSteps.Append(program, spec.Process, spec.Linux.Seccomp, streams);
    }
}
