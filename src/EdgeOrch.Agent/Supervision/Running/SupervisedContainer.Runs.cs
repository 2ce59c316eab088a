using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Supervision.Running;

/// <content>Process lives: making one, ending one, and what follows an end. All but the two waiting loops are called in a turn.</content>
internal sealed partial class SupervisedContainer
{
    private static readonly TimeSpan s_killTime = TimeSpan.FromSeconds(10);

    /// <summary>Makes a process; a failure to do so counts as a bad end.</summary>
    private Task RunAsync() => RunAsync(Task.CompletedTask);

    /// <summary>Makes a process, which executes nothing before <paramref name="durable"/>; when that fails, none is left, and it is thrown.</summary>
    private async Task RunAsync(Task durable)
    {
        ContainerRun? run = null;
        try
        {
            run = Create();
            Set(_record! with
            {
                Phase = ContainerPhase.Starting,
                Pid = run.Container.Pid,
                Address = Connect(run.Container),
                PidStartTicks = run.Container.StartTime,
                BootId = _context.BootId,
                StartedAt = _context.Time.GetUtcNow(),
                NextStartAt = null,
            });
            _log.Begin();

            // Only now: had we died before the record was written, the process would have ended at its barrier.
            await durable;
            run.Container.Start();
            _run = run;
            _context.Log.Started(Id, run.Container.Pid);
            Set(_record with { Phase = ContainerPhase.Running, Message = null });
            _ = WatchEndAsync(run);
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException)
        {
            if (run is not null) await LetGoAsync(run, null);
            Set(_record! with { Pid = null, PidStartTicks = null, Address = null });
            await durable;
            Decide(run is null ? null : RanFor(run), restarts: RestartsAfterFailure, failed: true, failure.Message);
        }
    }

    private ContainerRun Create()
    {
        var launch = _launch!;
        ContainerRuntime.Clean(Id, CgroupPath);
        Folders.Make(launch.Rootfs);
        if (launch.Network is { } network) _context.Bridge.Prepare(Id, network);
        var user = launch.Spec.Process.User;
        _log.MakeFifos(user.Uid, user.Gid);
        var stdio = _log.OpenForWorkload();
        try
        {
            var spec = launch.Spec with { Linux = launch.Spec.Linux with { CgroupsPath = CgroupPath, Seccomp = Filter(launch) } };
            return new ContainerRun(ContainerRuntime.Create(Id, spec, launch.Rootfs, stdio), _context.Time.GetTimestamp());
        }
        finally
        {
            ContainerLog.Close(stdio);
        }
    }

    // Between its making and its start, so that its first instruction finds its network.
    private string? Connect(Container container) => _launch!.Network is { } network ? _context.Bridge.Connect(Id, network, container.Pid) : null;

    // Not part of the launch that is kept: what runs is filtered as this version of the supervisor knows best.
    private static SeccompSpec? Filter(ContainerLaunch launch) =>
        launch.Spec.Linux.Seccomp ?? (launch.Unfiltered is true ? null : DefaultFilter.For([.. launch.Spec.Process.Capabilities?.Bounding ?? []]));

    private async Task WatchEndAsync(ContainerRun run)
    {
        try
        {
            await run.Container.WaitAsync();
            using var turn = await EnterAsync();
            if (_run != run) return;
            await FinishAsync(run);
            Settle(RanFor(run));
        }
        catch (ObjectDisposedException)
        {
            // A stop saw the end first and let go of the process.
        }
        catch (OperationCanceledException)
        {
            // The program that we become sees it.
        }
        catch (Exception failure)
        {
            _context.Log.Trouble(Id, failure.ToString());
        }
    }

    /// <summary>Ends the process if there is one: signal, grace, kill. One that was signalled before gets what is left of its time.</summary>
    /// <exception cref="OperationCanceledException">The program that we become goes on with it.</exception>
    private async Task EndRunAsync(TimeSpan grace)
    {
        if (_run is not { } run) return;
        var ended = run.Container.WaitAsync();
        try
        {
            var by = _context.In(grace);
            if (run.StopBy is null) run.Container.Signal(_launch!.StopSignal);
            else by = Math.Min(by, run.StopBy.Value);
            run.StopBy = by;
            await ended.WaitAsync(_context.Until(by), _context.Time, _context.Leaving);
        }
        catch (Exception late) when (late is TimeoutException or ContainerException)
        {
            run.Container.KillAll();
        }

        await FinishAsync(run);
    }

    /// <summary>Records how the process ended and frees what it held.</summary>
    private async Task FinishAsync(ContainerRun run)
    {
        ContainerExit exit;
        try
        {
            var status = await run.Container.WaitAsync().WaitAsync(s_killTime, TimeProvider.System);
            exit = new ContainerExit(status.Code, status.Signal, status.OomKilled, _context.Time.GetUtcNow());
        }
        catch (TimeoutException)
        {
            // In uninterruptible sleep, as a broken disk can cause: its cgroup stays, and Clean refuses the next start by name.
            _context.Log.Trouble(Id, $"pid {run.Container.Pid} outlives its SIGKILL");
            exit = new ContainerExit(null, null, false, _context.Time.GetUtcNow());
        }

        await LetGoAsync(run, exit);
        _run = null;
        _context.Log.Ended(Id, exit.ToString());
        Set(_record! with { Pid = null, PidStartTicks = null, Address = null, LastExit = exit });
    }

    /// <summary>Kills what is left, removes the cgroup, copies the last output.</summary>
    private async Task LetGoAsync(ContainerRun run, ContainerExit? exit)
    {
        _context.Bridge.Disconnect(Id);
        try
        {
            run.Container.Delete();
        }
        catch (ContainerException failure)
        {
            _context.Log.Trouble(Id, failure.Message);
            run.Container.Dispose();
        }

        await _log.EndAsync(exit);
    }

    private bool RestartsAfterFailure => _launch!.Restart.Policy != Contracts.Manifests.RestartPolicy.Never;

    private TimeSpan RanFor(ContainerRun run) => _context.Time.GetElapsedTime(run.BeganAt);

    /// <summary>What follows an end that is recorded, by what was wished of the process when it ended.</summary>
    private void Settle(TimeSpan? ran)
    {
        var exit = _record!.LastExit!;
        if (!_record.Wanted)
            Set(_record with { Phase = ContainerPhase.Exited, Message = $"stopped: {exit}" });
        else if (_record.Phase == ContainerPhase.Stopping)
            // Ended by our own signal it may well report success; for the restart rule it is a failure all the same.
            Decide(ran, RestartsAfterFailure, failed: true, _record.Message ?? exit.ToString());
        else
            Decide(ran, _launch!.Restart.Restarts(exit), failed: !exit.Succeeded, exit.ToString());
    }

    /// <summary>What follows an end: another start after a wait, or none.</summary>
    /// <param name="ran">How long the life that ended was; null when there was none.</param>
    /// <param name="restarts">What the rule says.</param>
    /// <param name="failed">Whether it is a failure when nothing follows.</param>
    /// <param name="why">For people.</param>
    private void Decide(TimeSpan? ran, bool restarts, bool failed, string why)
    {
        if (!restarts)
        {
            if (failed) _context.Log.GaveUp(Id, why);
            Set(_record! with { Phase = failed ? ContainerPhase.Failed : ContainerPhase.Exited, Wanted = false, NextStartAt = null, Message = why });
            return;
        }

        var rule = _launch!.Restart;
        var proven = ran > rule.MaxBackoff;
        var inARow = proven ? 0 : _record!.RestartsInARow;
        BackOff(rule.Backoff(inARow), inARow + 1, why);
    }

    private void BackOff(TimeSpan wait, int inARow, string why)
    {
        _context.Log.BackingOff(Id, wait, why);
        AwaitRetry(wait, inARow, why);
    }

    private void AwaitRetry(TimeSpan wait, int inARow, string why)
    {
        CancelRetry();
        var retry = _retry = new CancellationTokenSource();

        // The timer runs before anyone can see that it should.
        _retryDue = _context.In(wait);
        var due = Task.Delay(wait, _context.Time, retry.Token);
        Set(_record! with { Phase = ContainerPhase.BackingOff, NextStartAt = _context.Time.GetUtcNow() + wait, RestartsInARow = inARow, Message = why });
        _ = RetryAsync(due, retry);
    }

    private async Task RetryAsync(Task due, CancellationTokenSource retry)
    {
        try
        {
            await due;
            using var turn = await EnterAsync();
            if (_retry != retry) return;
            CancelRetry();
            Set(_record! with { Phase = ContainerPhase.Starting, NextStartAt = null, Restarts = _record.Restarts + 1 });
            await RunAsync();
        }
        catch (OperationCanceledException)
        {
            // A newer command voids the retry, or it is left to the program that we become.
        }
        catch (Exception failure)
        {
            _context.Log.Trouble(Id, failure.ToString());
        }
    }
}
