using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Hooks;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers;

/// <summary>
/// A created or running container. Members may be called from any thread. <see cref="Dispose"/> lets go of it and leaves it running.
/// </summary>
public sealed class Container : IDisposable
{
    private const int SigKill = 9;
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(10);

    private readonly ContainedProcess _process;
    private readonly Cgroup _cgroup;
    private readonly Lock _starting = new();
    private readonly string? _gateFolder;
    private readonly ContainerCallbacks? _callbacks;
    private StartGate? _gate;
    private SyscallProgram? _program;

    internal Container(string id, ContainedProcess process, Cgroup cgroup, StartGate? gate, string? gateFolder, SyscallProgram? program, ContainerCallbacks? callbacks)
    {
        (Id, _process, _cgroup, _gate, _gateFolder, _program, _callbacks) = (id, process, cgroup, gate, gateFolder, program, callbacks);
    }

    /// <summary>The container's name.</summary>
    public string Id { get; }

    /// <summary>Pid of the first process, as this process sees it.</summary>
    public int Pid => _process.Pid;

    /// <summary>Descriptor of the first process (pidfd_open(2)); it belongs to this object.</summary>
    public int PidFd => _process.PidFd;

    /// <summary>Start of the first process in clock ticks since boot; with <see cref="Pid"/> it identifies the process for <see cref="ContainerRuntime.Adopt"/>.</summary>
    public long StartTime => _process.StartTime;

    /// <summary>True when the first process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Opens the start barrier and returns when the workload runs.</summary>
    /// <exception cref="ContainerException">A hook or a last step failed, such as <c>execve "/bin/app": ENOENT</c>; the container has ended and
    /// wants <see cref="Delete"/>. Or it was started before.</exception>
    public void Start()
    {
        lock (_starting)
        {
            using var gate = _gate ?? StartGate.Open(_gateFolder ?? throw new ContainerException($"container \"{Id}\" was started before"));
            using var program = _program;
            (_gate, _program) = (null, null);
            if (HasExited) throw new ContainerException($"container \"{Id}\" has ended before its start");
            OrEnd(() => _callbacks?.RunStartContainer(_process, _cgroup));
            gate.Release();
            while (gate.ReadRecord() is { } record)
            {
                if (record.First >= 0) throw Failure(program, record);
                if (record.First != SeccompSteps.Listening) continue;
                _callbacks?.HandListener(_process, (int)record.Second, "created");
                gate.Release();
            }

            if (_gateFolder is not null) RemoveGate(_gateFolder);
            OrEnd(() => _callbacks?.RunPoststart(Pid));
        }
    }

    /// <summary>Sends a signal to the first process; none when it has ended. Pid 1 gets only signals that it handles, and SIGKILL.</summary>
    /// <param name="signal">Number of the signal, 1 to 64.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public void Signal(int signal) => _process.Signal(signal);

    /// <summary>True while <see cref="Pause"/> holds.</summary>
    public bool IsPaused => _cgroup.IsFrozen;

    /// <summary>Lets every process of the container stand still.</summary>
    /// <exception cref="ContainerException">The kernel cannot.</exception>
    public void Pause() => _cgroup.Freeze(true);

    /// <summary>Lets a paused container go on; nothing happens to another one.</summary>
    /// <exception cref="ContainerException">The kernel cannot.</exception>
    public void Resume() => _cgroup.Freeze(false);

    /// <summary>Changes the container's limits; those that <paramref name="resources"/> does not name stay.</summary>
    /// <exception cref="ContainerException">A limit is wrong, or the kernel refused it.</exception>
    public void Update(ResourceSpec resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        SpecValidator.ThrowIfInvalid(resources);
        _cgroup.Update(resources);
    }

    /// <summary>Pids of the container's processes, as this process sees them.</summary>
    public IReadOnlyList<int> Pids() => _cgroup.Processes();

    /// <summary>Kills every process of the container at once.</summary>
    public void KillAll()
    {
        _process.Signal(SigKill);
        _cgroup.Kill();
    }

    /// <summary>Completes when the first process has ended.</summary>
    /// <param name="cancellation">Ends the waiting only.</param>
    public Task<ExitStatus> WaitAsync(CancellationToken cancellation = default) => _process.WaitAsync(cancellation);

    /// <summary>Blocks this thread until the first process has ended: for a program that has nothing else to do.</summary>
    public ExitStatus Wait() => _process.Wait();

    /// <summary>
    /// Leaves the first process to a later program of this process (execve keeps children): <see cref="ContainerRuntime.Adopt"/>
    /// finds it there, and learns its exit code even if it ends in between. Nothing here learns of its end any more.
    /// </summary>
    /// <returns>How it ended, when that is known already: then there is nothing left to adopt. Null otherwise.</returns>
    public ExitStatus? Release() => _process.Release();

    /// <summary>Runs a further process in the container.</summary>
    /// <param name="process">What to run; validated like a container's own process.</param>
    /// <param name="seccomp">Filter of system calls, the container's own as a rule; null means none.</param>
    /// <param name="stdio">Standard streams; null means <c>/dev/null</c>.</param>
    /// <exception cref="ContainerException">The container has ended, the specification is wrong, or a call failed; no process is left.</exception>
    public ExecProcess Exec(ProcessSpec process, SeccompSpec? seccomp = null, Stdio? stdio = null)
    {
        ArgumentNullException.ThrowIfNull(process);
        SpecValidator.ThrowIfInvalid(process, seccomp);
        SpecValidator.ThrowIfInvalid(process, stdio ?? Stdio.Null);
        if (HasExited) throw new ContainerException($"container \"{Id}\" is not running");
        return ExecProcess.Start(process, seccomp, stdio ?? Stdio.Null, _process, _cgroup, _callbacks);
    }

    /// <summary>Reads what the container uses now; nulls when its cgroup is gone.</summary>
    /// <param name="stats">Read into: nothing is allocated; null makes a new one.</param>
    public CgroupStats ReadStats(CgroupStats? stats = null)
    {
        stats ??= new CgroupStats();
        _cgroup.Read(stats);
        NetworkFile.Read(Pid, stats);
        return stats;
    }

    /// <summary>Everything that the kernel tells of the container's memory (<c>memory.stat</c>), by its keys; empty when nothing counts it.</summary>
    public IReadOnlyDictionary<string, long> ReadMemoryDetails() => _cgroup.ReadMemoryDetails();

    /// <summary>Kills what still runs, removes the cgroup and lets go of the container. It may be called again after a failure.</summary>
    /// <exception cref="ContainerException">Processes outlive their SIGKILL.</exception>
    public void Delete()
    {
        if (!HasExited)
        {
            KillAll();
            _process.Wait(s_removal);
        }

        if (!_cgroup.TryRemove(s_removal)) throw new ContainerException("rmdir", $"cgroup {_cgroup.Path}", Errno.Busy);
        if (_gateFolder is not null) RemoveGate(_gateFolder);
        _callbacks?.RunPoststop();
        Dispose();
    }

    /// <summary>Closes descriptors. A container that was not started ends then; a running one goes on.</summary>
    public void Dispose()
    {
        _gate?.Dispose();
        _program?.Dispose();
        (_gate, _program) = (null, null);
        _process.Dispose();
    }

    // A hook of start that fails ends the container.
    private void OrEnd(Action runHooks)
    {
        try
        {
            runHooks();
        }
        catch
        {
            _process.Kill(s_removal);
            throw;
        }
    }

    internal static void RemoveGate(string folder)
    {
        StartGate.Remove(folder);
        SyscallProgram.RemoveStored(folder);
    }

    private ContainerException Failure(SyscallProgram? program, (long First, long Second) record) =>
        program?.Failure(record.First, (int)record.Second) ?? SyscallProgram.StoredFailure(_gateFolder!, record.First, (int)record.Second);
}
