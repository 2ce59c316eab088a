using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// A forked child that only enters namespaces and then makes the real process with CLONE_PARENT, whose exit status so comes to us.
/// </summary>
internal static unsafe class Intermediate
{
    /// <summary>Number in the status record that is followed by the new process's pid.</summary>
    private const int Made = -2;

    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(10);

    /// <summary>Appends the fork; the steps that follow are the real process's, up to <see cref="End"/>.</summary>
    public static int Fork(SyscallProgram program, long flags)
    {
        var clone = (ulong*)program.Bytes(88);
        clone[0] = (ulong)(Flags.CloneParent | flags);
        var fork = program.Count;
        program.Add(Syscall.Clone3, "the new process", (nint)clone, 88);
        return fork;
    }

    /// <summary>Appends what the intermediate process still does; nothing follows.</summary>
    public static void End(SyscallProgram program, int fork, int statusFd)
    {
        program.Begin("intermediate process");
        var record = program.NewRegister();
        var pid = program.NewRegister();
        program.Preset(record, Made);
        program.At(fork).Result = pid;
        program.At(fork).SkipIfPositive = program.Count - fork - 1;
        program.Add(Syscall.Write, "status", statusFd, program.AddressOf(record), 16);
        program.Add(Syscall.ExitGroup, "intermediate", 0);
    }

    /// <summary>Reads the record of the real process and sees the intermediate one off; the gate's next records are the real one's.</summary>
    /// <exception cref="ContainerException">It failed; no process is left.</exception>
    public static ContainedProcess Await(SyscallProgram program, StartGate gate, Cgroup? cgroup, int pid, int pidFd)
    {
        using var intermediate = new ContainedProcess(pid, pidFd, cgroup);
        ContainedProcess? made = null;
        ContainerException? failure = null;

        // The real process may fail before the intermediate one tells of it.
        while (made is null && gate.ReadRecord() is { } record)
        {
            if (record.First >= 0) failure = program.Failure(record.First, (int)record.Second);
            else if (record.First == Made) made = Open((int)record.Second, cgroup);
        }

        intermediate.Wait(s_end);
        if (failure is null && made is not null) return made;
        made?.Kill(s_end);
        made?.Dispose();
        throw failure ?? new ContainerException("the new process ended before it could run");
    }

    // Our own child until we reap it, so its pid cannot have been reused.
    private static ContainedProcess Open(int pid, Cgroup? cgroup) =>
        new(pid, (int)Libc.Call(Syscall.PidfdOpen, $"{pid}", pid), cgroup);
}
