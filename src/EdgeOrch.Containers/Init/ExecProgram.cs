using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The program of a further process in a running container: an <see cref="Intermediate"/> one joins cgroup and namespaces first.</summary>
internal static class ExecProgram
{
    public static void Append(SyscallProgram program, ProcessSpec process, SeccompSpec? seccomp, Cgroup cgroup, Stdio stdio, ContainedProcess container, StartGate gate)
    {
        var foreign = NamespaceSteps.Foreign(container.Pid);
        var hasUserNamespace = (foreign & Flags.CloneNewUser) != 0;
        program.Begin("descriptors, signals, session");
        Preamble.Append(program, [.. stdio.Descriptors, gate.ChildStatus, gate.ChildBarrier, container.PidFd], process.SharesKeyring);
        program.Begin("streams taken");
        var streams = new StandardStreams(program, stdio);
        program.Begin("cgroup, priorities");
        Preamble.JoinCgroup(program, cgroup);
        if (process.OomScoreAdj is { } score) Preamble.WriteFile(program, "/proc/self/oom_score_adj", $"{score}");
        ProcessSteps.Schedule(program, process);
        program.Begin("namespaces");
        program.Add(Syscall.Setns, "the container's namespaces", container.PidFd, (nint)foreign);
        var fork = Intermediate.Fork(program, 0);

        // Here goes the new process, up to its execve.
        if (hasUserNamespace) NamespaceSteps.BecomeRoot(program);
        program.Begin("terminal");
        streams.OpenTerminal(program, process.ConsoleSize);
        ProcessSteps.Append(program, process, seccomp, streams, gate, hasUserNamespace);
        Intermediate.End(program, fork, gate.ChildStatus);
    }
}
