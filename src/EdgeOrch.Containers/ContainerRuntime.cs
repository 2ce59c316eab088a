using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Hooks;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers;

/// <summary>Creates containers and finds those again that were created before.</summary>
public static class ContainerRuntime
{
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Prepares a container: cgroup, namespaces, root filesystem and mounts exist, and its first process waits at the start
    /// barrier. The calling process becomes its parent; when that ends before <see cref="Container.Start"/>, the child ends too
    /// (unless <paramref name="gateFolder"/> is given).
    /// </summary>
    /// <param name="id">Name of the container, 1 to 128 of <c>A-Z a-z 0-9 _ . -</c>; also the name of its cgroup below <c>edgeorch</c>.</param>
    /// <param name="spec">What to run; every problem that <see cref="SpecValidator"/> finds is an error.</param>
    /// <param name="rootfs">Layers to assemble the root from; null takes <see cref="RootSpec.Path"/>.</param>
    /// <param name="stdio">Standard streams; null means <c>/dev/null</c>.</param>
    /// <param name="gateFolder">An existing folder for FIFOs through which another process may give the start
    /// (<see cref="Adopt"/>); null keeps the start to this process.</param>
    /// <param name="callbacks">Who is told of the moments of its life; null tells nobody.</param>
    /// <exception cref="ContainerException">The specification is wrong, or a call failed; nothing is left behind.</exception>
    public static Container Create(string id, ContainerSpec spec, RootfsSpec? rootfs = null, Stdio? stdio = null, string? gateFolder = null, ContainerCallbacks? callbacks = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpecValidator.ThrowIfInvalid(id, spec, rootfs);
        SpecValidator.ThrowIfInvalid(spec.Process, stdio ?? Stdio.Null);
        if (callbacks is null && (spec.Hooks is not null || spec.Linux.Seccomp is { ListenerPath: not null })) throw new ContainerException("hooks and seccomp listeners need callbacks");
        var cgroup = new Cgroup(CgroupMounts.Detect(), CgroupPath(id, spec.Linux.CgroupsPath));
        cgroup.Create(spec.Linux);
        StartGate? gate = null;
        SyscallProgram? program = null;
        ContainedProcess? process = null;
        var hooksRan = false;
        try
        {
            gate = StartGate.Create(gateFolder);
            program = new SyscallProgram();
            ContainerProgram.Append(program, spec, rootfs, cgroup, stdio ?? Stdio.Null, gate);
            process = Launch.Start(program, gate, NamespaceSteps.CloneFlags(spec.Linux), NamespaceSteps.NeedsIntermediate(spec.Linux), cgroup);
            if (gateFolder is not null) program.Store(gateFolder);
            if (spec.Process.OomScoreAdj is { } score) ControlFile.Write($"/proc/{process.Pid}", "oom_score_adj", score);
            if (spec.Linux.HasNewUserNamespace) GiveIds(spec, process.Pid, stdio ?? Stdio.Null, gate);
            var record = Next(id, program, gate);
            if (record == ContainerProgram.AtHooks)
            {
                hooksRan = true;
                callbacks?.RunCreate(process);
                gate.Release();
                record = Next(id, program, gate);
            }

            return new Container(id, process, cgroup, gate, gateFolder, program, callbacks);
        }
        catch
        {
            process?.Kill(s_removal);
            process?.Dispose();
            gate?.Dispose();
            program?.Dispose();
            if (gateFolder is not null) Container.RemoveGate(gateFolder);
            cgroup.TryRemove(s_removal);
            if (hooksRan) callbacks?.RunPoststop();
            throw;
        }
    }

    /// <summary>
    /// Finds a container again whose first process was started by this process before an execve, by an earlier process, or by
    /// another one. Its exit code can be known only in the first case.
    /// </summary>
    /// <param name="id">Name of the container.</param>
    /// <param name="pid">Pid of its first process.</param>
    /// <param name="startTime"><see cref="Container.StartTime"/> of that process.</param>
    /// <param name="cgroupsPath"><see cref="LinuxSpec.CgroupsPath"/> of its specification.</param>
    /// <param name="gateFolder">The folder that <see cref="Create"/> was given.</param>
    /// <param name="callbacks">Those that it was given.</param>
    /// <returns>The container, or null when that process is gone: then <see cref="Clean"/> removes what it left.</returns>
    public static Container? Adopt(string id, int pid, long startTime, string? cgroupsPath = null, string? gateFolder = null, ContainerCallbacks? callbacks = null)
    {
        SpecValidator.ThrowIfInvalidId(id);
        var cgroup = new Cgroup(CgroupMounts.Detect(), CgroupPath(id, cgroupsPath));
        return Find(pid, startTime, cgroup) is { } process ? new Container(id, process, cgroup, null, gateFolder, null, callbacks) : null;
    }

    /// <summary>Finds a further process of a container again, as <see cref="Adopt"/> does its first.</summary>
    /// <param name="id">Name of the container, which may have ended.</param>
    /// <param name="pid">Pid of the process.</param>
    /// <param name="startTime"><see cref="ExecProcess.StartTime"/> of that process.</param>
    /// <param name="cgroupsPath"><see cref="LinuxSpec.CgroupsPath"/> of the container's specification.</param>
    /// <returns>The process, or null when it is gone.</returns>
    public static ExecProcess? AdoptExec(string id, int pid, long startTime, string? cgroupsPath = null)
    {
        SpecValidator.ThrowIfInvalidId(id);
        return Find(pid, startTime, new Cgroup(CgroupMounts.Detect(), CgroupPath(id, cgroupsPath))) is { } process ? new ExecProcess(process) : null;
    }

    /// <summary>True for a name that <see cref="Create"/> takes.</summary>
    /// <param name="id">The name.</param>
    public static bool IsValidId(string id) => SpecValidator.IsValidId(id);

    /// <summary>Kills what lives in a container's cgroup and removes the cgroup; nothing happens when there is none.</summary>
    /// <param name="id">Name of the container.</param>
    /// <param name="cgroupsPath"><see cref="LinuxSpec.CgroupsPath"/> of its specification.</param>
    /// <param name="callbacks">Those of a container that is deleted by this.</param>
    /// <exception cref="ContainerException">Processes outlive their SIGKILL (as a broken disk can cause).</exception>
    public static void Clean(string id, string? cgroupsPath = null, ContainerCallbacks? callbacks = null)
    {
        SpecValidator.ThrowIfInvalidId(id);
        var cgroup = new Cgroup(CgroupMounts.Detect(), CgroupPath(id, cgroupsPath));
        if (!cgroup.TryRemove(s_removal)) throw new ContainerException("rmdir", $"cgroup {cgroup.Path}", Errno.Busy);
        callbacks?.RunPoststop();
    }

    /// <summary>Removes a cgroup that holds nothing any more, such as the parent of containers that are gone; nothing happens to one in use.</summary>
    /// <param name="path">Path below each hierarchy. Nobody may be creating a container below it at the same time.</param>
    public static void RemoveEmptyCgroup(string path) => new Cgroup(CgroupMounts.Detect(), path).RemoveIfEmpty();

    private static long Next(string id, SyscallProgram program, StartGate gate)
    {
        var record = gate.ReadRecord() ?? throw new ContainerException($"container \"{id}\" ended while it was being prepared");
        return record.First < 0 ? record.First : throw program.Failure(record.First, (int)record.Second);
    }

    // The child in a new user namespace is nobody until then, and waits.
    private static void GiveIds(ContainerSpec spec, int pid, Stdio stdio, StartGate gate)
    {
        IdMappings.Write(pid, spec.Linux.UidMappings, spec.Linux.GidMappings);
        if (IdMappings.HostId(spec.Linux.UidMappings, spec.Process.User.Uid) is { } owner) StandardStreams.GivePipes(stdio, owner);
        gate.Release();
    }

    private static ContainedProcess? Find(int pid, long startTime, Cgroup cgroup)
    {
        var pidFd = (int)Libc.Try(Syscall.PidfdOpen, pid);
        if (pidFd < 0) return null;

        // The pidfd is open: if the start time still is the expected one, it cannot belong to another process.
        if (ContainedProcess.ReadStartTime(pid) == startTime) return new ContainedProcess(pid, pidFd, cgroup, Libc.WaitReadable(pidFd, TimeSpan.Zero) ? 0 : cgroup.OomKills);
        Libc.Close(pidFd);
        return null;
    }

    private static string CgroupPath(string id, string? path) => path is null ? $"edgeorch/{id}" : path;
}
