using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Hooks;
using EdgeOrch.Containers.Processes;

namespace EdgeOrch.Containers.Init;

/// <summary>Starts programs, with an <see cref="Intermediate"/> process where they have one.</summary>
internal static class Launch
{
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(10);

    /// <summary>Forks; the process may still be far from its execve, and its records are the gate's next.</summary>
    /// <param name="program">The program.</param>
    /// <param name="gate">Its gate; the child's ends are closed here.</param>
    /// <param name="flags">Namespaces of the process (clone3 flags), if there is no intermediate one.</param>
    /// <param name="hasIntermediate">Whether the process is made by another one.</param>
    /// <param name="cgroup">Its own, where its OOM kills are counted; null leaves it the caller's.</param>
    /// <exception cref="ContainerException">A call failed; no process is left.</exception>
    public static ContainedProcess Start(SyscallProgram program, StartGate gate, long flags, bool hasIntermediate, Cgroup? cgroup)
    {
        var (pid, pidFd) = program.Start(hasIntermediate ? 0 : flags, gate.ChildStatus, cgroup?.V2Folder);
        gate.CloseChildEnds();
        return hasIntermediate ? Intermediate.Await(program, gate, cgroup, pid, pidFd) : new ContainedProcess(pid, pidFd, cgroup);
    }

    /// <summary>Forks, and returns when the process has made its execve.</summary>
    /// <exception cref="ContainerException">A call failed; no process is left.</exception>
    public static ContainedProcess ToExecve(SyscallProgram program, StartGate gate, bool hasIntermediate, Cgroup? cgroup, ContainerCallbacks? callbacks = null)
    {
        var process = Start(program, gate, 0, hasIntermediate, cgroup);
        try
        {
            while (gate.ReadRecord() is { } record)
            {
                if (record.First >= 0) throw program.Failure(record.First, (int)record.Second);
                if (record.First != SeccompSteps.Listening) continue;
                callbacks?.HandListener(process, (int)record.Second, "running");
                gate.Release();
            }

            return process;
        }
        catch
        {
            process.Kill(s_end);
            process.Dispose();
            throw;
        }
    }
}
