using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Hooks;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers;

/// <summary>A further process in a running container; a child of this process.</summary>
public sealed class ExecProcess : IDisposable
{
    private const int SigKill = 9;

    private readonly ContainedProcess _process;

    internal ExecProcess(ContainedProcess process) => _process = process;

    /// <summary>Its pid, as this process sees it.</summary>
    public int Pid => _process.Pid;

    /// <summary>Its start in clock ticks since boot; with <see cref="Pid"/> it identifies the process for <see cref="ContainerRuntime.AdoptExec"/>.</summary>
    public long StartTime => _process.StartTime;

    /// <summary>As <see cref="Container.Release"/>.</summary>
    /// <returns>How it ended, when that is known already; null otherwise.</returns>
    public ExitStatus? Release() => _process.Release();

    /// <summary>True when it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Completes when it has ended.</summary>
    /// <param name="cancellation">Ends the waiting only.</param>
    public Task<ExitStatus> WaitAsync(CancellationToken cancellation = default) => _process.WaitAsync(cancellation);

    /// <summary>Blocks this thread until it has ended: for a program that has nothing else to do.</summary>
    public ExitStatus Wait() => _process.Wait();

    /// <summary>Sends it a signal; none when it has ended.</summary>
    /// <param name="signal">Number of the signal, 1 to 64.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public void Signal(int signal) => _process.Signal(signal);

    /// <summary>Kills it.</summary>
    public void Kill() => _process.Signal(SigKill);

    /// <summary>Lets go of it; wait for its end first, or it stays a zombie until this process ends.</summary>
    public void Dispose() => _process.Dispose();

    internal static ExecProcess Start(ProcessSpec process, SeccompSpec? seccomp, Stdio stdio, ContainedProcess container, Cgroup cgroup, ContainerCallbacks? callbacks)
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        ExecProgram.Append(program, process, seccomp, cgroup, stdio, container, gate);
        return new ExecProcess(Launch.ToExecve(program, gate, hasIntermediate: true, cgroup, callbacks));
    }
}
