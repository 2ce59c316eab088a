using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// The program of a further process in a running container: an intermediate child joins cgroup and namespaces, then makes the
/// real one with CLONE_PARENT (a pid namespace holds only for children), whose exit status so comes to us.
/// </summary>
internal static unsafe class ExecProgram
{
    /// <summary>Number in the status record that is followed by the new process's pid.</summary>
    public const int Made = -2;

    private const long AllNamespaces =
        Flags.CloneNewNs | Flags.CloneNewPid | Flags.CloneNewUts | Flags.CloneNewIpc | Flags.CloneNewNet | Flags.CloneNewCgroup;

    public static void Append(SyscallProgram program, ProcessSpec process, SeccompSpec? seccomp, Cgroup cgroup, Stdio stdio, int containerPidFd, int statusFd)
    {
        Preamble.Append(program, [stdio.Stdin, stdio.Stdout, stdio.Stderr, stdio.ConsoleSocket, statusFd, containerPidFd]);
        var streams = new StandardStreams(program, stdio);
        Preamble.JoinCgroup(program, cgroup);
        if (process.OomScoreAdj is { } score) Preamble.WriteFile(program, "/proc/self/oom_score_adj", $"{score}");
        program.Add(Syscall.Setns, "the container's namespaces", containerPidFd, (nint)AllNamespaces);

        var record = program.NewRegister();
        var pid = program.NewRegister();
        program.Preset(record, Made);
        var clone = (ulong*)program.Bytes(88);
        clone[0] = (ulong)Flags.CloneParent;
        var fork = program.Count;
        program.Add(Syscall.Clone3, "the new process", (nint)clone, 88).Result = pid;

        // Here goes the new process, up to its execve.
        streams.OpenTerminal(program, process.ConsoleSize);
        ProcessSteps.Append(program, process, seccomp, streams);

        // Here goes the intermediate one.
        program.At(fork).SkipIfPositive = program.Count - fork - 1;
        program.Add(Syscall.Write, "status", statusFd, program.AddressOf(record), 16);
        program.Add(Syscall.ExitGroup, "intermediate", 0);
    }
}
