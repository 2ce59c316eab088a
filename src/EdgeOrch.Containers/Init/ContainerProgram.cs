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

    /// <summary>Number in the status record that says: mounted, the host's root still in sight, waiting for the hooks of create.</summary>
    public const int AtHooks = -3;

    /// <summary>Appends the whole program; the order of its steps matters.</summary>
    /// <exception cref="ContainerException">What the child is to inherit, a mount or a namespace, is not to be had.</exception>
    public static void Append(SyscallProgram program, ContainerSpec spec, RootfsSpec? rootfs, Cgroup cgroup, Stdio stdio, StartGate gate)
    {
        var (linux, process) = (spec.Linux, spec.Process);
        var joined = NamespaceSteps.Open(program, linux);
        var mounts = new MountSteps(program, spec, rootfs, cgroup);
        var devices = new DeviceSteps(program, spec);

        // 1. With the host's privileges.
        program.Begin("descriptors, signals, session");
        Preamble.Append(program, [.. stdio.Descriptors, gate.ChildStatus, gate.ChildBarrier, .. program.Descriptors], process.SharesKeyring);
        program.Begin("streams taken");
        var streams = new StandardStreams(program, stdio);
        program.Begin("cgroup, priorities");
        Preamble.JoinCgroup(program, cgroup);
        ProcessSteps.Schedule(program, process);
        if (linux.Personality is { } personality) program.Add(Syscall.Personality, personality.Domain, Personality.NumberOf(personality.Domain));
        program.Begin("namespaces");
        var fork = NamespaceSteps.NeedsIntermediate(linux) ? NamespaceSteps.Fork(program, linux, joined) : -1;
        if (linux.Namespaces.Any(n => n is { Type: "cgroup", Path: null })) program.Add(Syscall.Unshare, "cgroup namespace", (nint)Flags.CloneNewCgroup);
        if (linux.Namespaces.Any(n => n is { Type: "network", Path: null })) NetworkSteps.Append(program);

        // 2. The file system. Slave, so that what the host unmounts is not kept busy here. The root is mounted before the ids change: its folder may be the host's alone.
        if (linux.Namespaces.Any(n => n is { Type: "mount", Path: null })) program.Add(Syscall.Mount, "/", 0, program.Text("/"), 0, Flags.MsSlave | Flags.MsRec);
        program.Begin("root");
        var root = new RootSteps(program);
        root.Mount(spec.Root, rootfs, linux);
        program.Begin("ids");
        if (linux.HasNewUserNamespace) WaitAtBarrier(program, "id mappings", gate);
        if (linux.HasUserNamespace) NamespaceSteps.BecomeRoot(program);
        program.Begin("mounts, devices");
        root.Enter();
        mounts.Place();
        devices.Place();
        root.Leave();
        if (spec.Hooks is { HasCreate: true })
        {
            program.Begin("hooks");
            Report(program, gate, AtHooks);
            WaitAtBarrier(program, "hooks", gate);
        }

        program.Begin("pivot");
        root.Pivot();
        program.Begin("terminal, working folder");
        streams.OpenTerminal(program, process.ConsoleSize);
        if (devices.HasOwnDev) streams.BindConsole(program);
        if (process.Cwd != "/") MountSteps.MakeFolder(program, process.Cwd);

        // 3. What /proc must still be writable for, then what must not be touched.
        program.Begin("kernel settings, names");
        foreach (var (key, value) in linux.Sysctl ?? new Dictionary<string, string>())
            Preamble.WriteFile(program, SysctlNames.Path(key), value);
        if (spec.Hostname is { Length: > 0 } name) program.Add(Syscall.Sethostname, name, program.Text(name), name.Length);
        if (spec.Domainname is { Length: > 0 } domain) program.Add(Syscall.Setdomainname, domain, program.Text(domain), domain.Length);
        program.Begin("hidden paths");
        HiddenPathSteps.Append(program, linux);
        if (spec.Root.Readonly) HiddenPathSteps.SetReadOnly(program, "/");
        MountSteps.SetRootPropagation(program, linux.RootfsPropagation);
        program.Begin("program looked for");
        ProcessSteps.FindProgram(program, process);

        // 4. Report and wait for the start; the end of the owner counts as a refusal.
        program.Begin("start barrier");
        Report(program, gate, Ready);
        WaitAtBarrier(program, "start barrier", gate);
        ProcessSteps.Append(program, process, linux.Seccomp, streams, gate, linux.HasUserNamespace);
        if (fork >= 0) Intermediate.End(program, fork, gate.ChildStatus);
    }

    private static void Report(SyscallProgram program, StartGate gate, int what)
    {
        var record = program.NewRegister();
        program.NewRegister();
        program.Preset(record, what);
        program.Add(Syscall.Write, "status", gate.ChildStatus, program.AddressOf(record), 16);
    }

    private static void WaitAtBarrier(SyscallProgram program, string name, StartGate gate) =>
        program.Add(Syscall.Read, name, gate.ChildBarrier, program.Bytes(8), 1).Required = 1;
}
