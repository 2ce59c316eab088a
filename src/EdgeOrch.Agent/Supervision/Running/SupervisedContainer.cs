using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>
/// One container from its first launch to its removal. Commands, ends of processes and back-off timers take turns at one gate;
/// a timer or an end that comes to its turn after a newer command finds that it is no longer meant, and does nothing.
/// </summary>
internal sealed partial class SupervisedContainer : IDisposable
{
    private static readonly TimeSpan s_lastTurn = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _execGate = new(1, 1);
    private readonly SupervisorContext _context;
    private readonly LaunchStore _store;
    private readonly ContainerLog _log;
    private ContainerLaunch? _launch;
    private volatile ContainerRecord? _record;
    private volatile ContainerRun? _run;
    private CancellationTokenSource? _retry;
    private long _retryDue;
    private bool _removed;

    public SupervisedContainer(string id, SupervisorContext context)
    {
        Id = id;
        _context = context;
        _store = new LaunchStore(Path.Join(context.Options.StateDirectory, id), context.BootId);
        _log = new ContainerLog(_store.Folder, context.Options, context.Pump, context.Time);
    }

    public string Id { get; }

    /// <summary>What is observed now; null before the first launch is durable and after the removal.</summary>
    public ContainerRecord? Record => _record;

    private string CgroupPath => $"/{_context.Options.CgroupParent}/{Id}";

    /// <summary>Runs a launch; null when the container was removed meanwhile: begin anew with another object.</summary>
    public async Task<ContainerRecord?> StartAsync(ContainerLaunch launch)
    {
        using var turn = await EnterAsync();
        if (_removed) return null;
        if (_launch is { } same && LaunchStore.Same(same, launch) && _record is { Wanted: true } current) return current;

        // What cannot be is refused while the earlier one still runs.
        if (launch.Network is { } network) _context.Bridge.Reserve(Id, network);
        if (_launch is { } earlier)
        {
            CancelRetry();
            await EndRunAsync(earlier.StopGrace);
            if (launch.Network is null) _context.Bridge.Release(Id);
            if (earlier.Rootfs.Upper != launch.Rootfs.Upper) Folders.Delete(earlier.Rootfs.Upper);
            if (earlier.Rootfs.Work != launch.Rootfs.Work) Folders.Delete(earlier.Rootfs.Work);
        }

        // A memory card takes longer to sync than the kernel to make a container: both at once, up to the first instruction.
        var (wish, observed) = (_launch, _record);
        var durable = _store.WriteAsync(launch);
        _launch = launch;
        Set(new ContainerRecord
        {
            Id = Id,
            Revision = launch.Revision,
            Phase = ContainerPhase.Starting,
            Wanted = true,
            LastExit = _record?.LastExit,
            Metadata = launch.Metadata,
        });
        try
        {
            await RunAsync(durable);
        }
        catch when (durable.IsFaulted)
        {
            TakeBack(wish, observed);
            throw;
        }

        return _record;
    }

    // A wish that could not be kept was never accepted: the one before it stands.
    private void TakeBack(ContainerLaunch? wish, ContainerRecord? observed)
    {
        if (wish?.Network is { } network) _context.Bridge.Reserve(Id, network);
        else _context.Bridge.Release(Id);
        _launch = wish;
        if (wish is null)
        {
            (_removed, _record) = (true, null);
            _context.Changed(Id, null);
            return;
        }

        Set(observed! with { Pid = null, PidStartTicks = null, Address = null });
        if (observed.Wanted) Decide(null, RestartsAfterFailure, failed: true, "the disk refused a newer launch");
    }

    /// <summary>Stops it until the next supervisor starts, which runs it again if it was wanted till now.</summary>
    public async Task ShutDownAsync()
    {
        using var turn = await EnterAsync();
        if (_record is { } record) await StopInTurnAsync(record.Wanted);
    }

    /// <summary>Stops it and keeps the rest, until it is started again.</summary>
    public async Task<ContainerRecord> StopAsync()
    {
        using var turn = await EnterAsync();
        ThrowIfAbsent();
        await StopInTurnAsync(wanted: false);
        Set(_record! with { Stopped = true });
        return _record!;
    }

    /// <summary>Ids of the containers that it is started after and stopped before.</summary>
    public IReadOnlyList<string> After => _launch?.After ?? [];

    /// <summary>Stops it and deletes what is kept of it.</summary>
    public async Task RemoveAsync(bool keepFiles)
    {
        using var turn = await EnterAsync();
        if (_removed) return;
        if (_launch is not null && _record is not null) await StopInTurnAsync(wanted: false);
        if (_launch is { } launch && !keepFiles)
        {
            Folders.Delete(launch.Rootfs.Upper);
            Folders.Delete(launch.Rootfs.Work);
        }

        _context.Bridge.Release(Id);
        _store.Delete();
        (_removed, _launch, _record) = (true, null, null);
        _context.Changed(Id, null);
    }

    /// <summary>Ends its process for a reason; the restart rule decides what follows.</summary>
    public async Task<ContainerRecord> RestartAsync(string reason)
    {
        using var turn = await EnterAsync();
        ThrowIfAbsent();
        if (_run is not { } run) throw NotRunning;
        Set(_record! with { Phase = ContainerPhase.Stopping, Message = reason });
        await EndRunAsync(_launch!.StopGrace);
        Settle(RanFor(run));
        return _record!;
    }

    /// <summary>Runs a command in it.</summary>
    public async Task<ExecOutcome> ExecAsync(IReadOnlyList<string> command, TimeSpan timeout)
    {
        ThrowIfAbsent();
        if (_run is not { } run || _launch is not { } launch)
            throw NotRunning;
        ContainerExec exec;
        await _execGate.WaitAsync(_context.Leaving);
        using (new Turn(_execGate))
            exec = await ContainerExec.BeginAsync(run.Container, launch.Spec.Process with { Args = command }, Filter(launch), timeout, _context);
        return await exec.EndAsync();
    }

    /// <summary>Runs a command in it on streams that <paramref name="receive"/> takes from the client.</summary>
    public async Task<ExecOutcome> AttendAsync(AttendedCommand command, Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Task> started)
    {
        ThrowIfAbsent();
        if (_run is not { } run || _launch is not { } launch)
            throw NotRunning;
        if (command.Command.Count == 0) throw new SupervisorException(SupervisorErrorKind.Invalid, "there is no program to run");
        var own = launch.Spec.Process;
        var user = command.User is { } name ? UserResolver.Resolve([launch.Rootfs.Upper, .. launch.Rootfs.Lowers], name) : null;
        var process = own with
        {
            Args = command.Command,
            Terminal = command.Terminal,
            ConsoleSize = command.Size,
            Env = Merge(own.Env, [.. user is null ? [] : new[] { $"HOME={user.Home}" }, .. command.Env ?? []]),
            Cwd = command.Cwd ?? own.Cwd,
            User = user?.User ?? own.User,
        };
        ContainerExec exec;
        await _execGate.WaitAsync(_context.Leaving);
        using (new Turn(_execGate)) exec = await ContainerExec.AttendAsync(run.Container, process, Filter(launch), receive, _context);
        await started(exec.Process);
        return await exec.EndAsync();
    }

    // Of two variables of one name, getenv(3) finds the first.
    private static IReadOnlyList<string> Merge(IReadOnlyList<string> own, IReadOnlyList<string> further) =>
        [.. own.Concat(further).Reverse().DistinctBy(variable => variable.Split('=')[0]).Reverse()];

    /// <summary>Reads what it uses; false when it does not run.</summary>
    public bool TryReadStats(CgroupStats stats)
    {
        if (_run is not { } run) return false;
        run.Container.ReadStats(stats);
        return true;
    }

    /// <summary>Lets go of it and leaves it running; only once the pump reads no more.</summary>
    public void Dispose()
    {
        // What is half done gets its moment; the gate stays shut, so nothing begins after it.
        if (!_context.Leaving.IsCancellationRequested) _gate.Wait(s_lastTurn);
        CancelRetry();
        _run?.Container.Dispose();
        _log.Dispose();
    }

    private async Task<IDisposable> EnterAsync()
    {
        await _gate.WaitAsync(_context.Leaving);
        return new Turn(_gate);
    }

    private void ThrowIfAbsent()
    {
        if (_record is null) throw new SupervisorException(SupervisorErrorKind.NotFound, $"there is no container \"{Id}\"");
    }

    private async Task StopInTurnAsync(bool wanted)
    {
        CancelRetry();

        // Written before the signal: a supervisor that dies in between must know what the end means.
        if (_record!.Wanted || _run is not null)
            Set(_record with { Wanted = wanted, Phase = _run is null ? ContainerPhase.Exited : ContainerPhase.Stopping, NextStartAt = null, Message = null });
        if (_run is null) return;
        await EndRunAsync(_launch!.StopGrace);
        Set(_record with { Phase = ContainerPhase.Exited, Message = $"stopped: {_record.LastExit}" });
    }

    private void CancelRetry()
    {
        _retry?.Cancel();
        _retry?.Dispose();
        _retry = null;
    }

    private void Set(ContainerRecord record)
    {
        _record = record;
        try
        {
            _store.Write(record);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The container matters more than its record: a full disk must not stop what runs.
            _context.Log.RecordNotWritten(Id, failure.Message);
        }

        _context.Changed(Id, record);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
