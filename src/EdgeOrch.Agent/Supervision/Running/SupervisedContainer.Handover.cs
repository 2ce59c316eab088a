using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Supervision.Running;

/// <content>
/// How a container passes from one program of this process to the next. The process stays its parent, so unlike after a crash
/// (<see cref="RecoverAsync"/>) nothing becomes unknown.
/// </content>
internal sealed partial class SupervisedContainer
{
    // Longer than the longest turn that does not wait for Leaving: the end of a process after its SIGKILL.
    private static readonly TimeSpan s_longTurn = TimeSpan.FromSeconds(15);

    /// <summary>Waits for its turn, which it never gives back, and tells all that is known; null for one that is not there any more.</summary>
    public async Task<HandedContainer?> HandOverAsync()
    {
        var held = await _gate.WaitAsync(s_longTurn) && await _execGate.WaitAsync(s_longTurn);
        if (_record is not { } record) return null;

        // A turn that does not end, as on a broken disk, is left as by a crash: the next program adopts the process and opens its FIFOs anew.
        if (!held) return new HandedContainer { Record = record, Ran = _run is null ? null : RanFor(_run) };
        var ended = _run?.Container.Release();
        return new HandedContainer
        {
            Record = record,
            Ended = ended is null ? null : new ContainerExit(ended.Code, ended.Signal, ended.OomKilled, _context.Time.GetUtcNow()),
            Ran = _run is { } run ? RanFor(run) : null,
            GraceLeft = _run is { StopBy: { } by } ? _context.Until(by) : null,
            StartsIn = record.Phase == ContainerPhase.BackingOff ? _context.Until(_retryDue) : null,
            Log = await _log.ReleaseAsync(),
        };
    }

    /// <summary>Takes up what <see cref="HandOverAsync"/> told; false when there is nothing to take up.</summary>
    /// <exception cref="InvalidDataException">The launch is damaged.</exception>
    public async Task<bool> TakeOverAsync(HandedContainer left)
    {
        var turn = await EnterAsync();
        var keepsTurn = false;
        try
        {
            _launch = _store.ReadLaunch();
            if (left.Log is { } log) _log.Resume(log);
            if (_launch is null) return await ForgetAsync();
            ReadRecord();
            _record = left.Record with { Metadata = _launch.Metadata };
            if (left.Ended is { } exit)
            {
                await CleanUpAsync(exit);
                Settle(left.Ran);
            }
            else if (Adopt(_record) is { } run)
            {
                keepsTurn = GoOn(run, left, turn);
            }
            else if (left.StartsIn is { } wait)
            {
                AwaitRetry(wait, _record.RestartsInARow, _record.Message ?? "");
            }
            else if (_record.Phase is not (ContainerPhase.Exited or ContainerPhase.Failed))
            {
                await StartAgainAsync();
            }

            return true;
        }
        finally
        {
            if (!keepsTurn) turn.Dispose();
        }
    }

    /// <summary>The record once all that was begun before has ended.</summary>
    public async Task<ContainerRecord> SettledAsync()
    {
        using var turn = await EnterAsync();
        ThrowIfAbsent();
        return _record!;
    }

    /// <summary>Goes on with a command that the program before began.</summary>
    public Task<ExecOutcome> ResumeExecAsync(HandedExec left) => ContainerExec.Resume(Id, CgroupPath, left, _context).EndAsync();

    private bool GoOn(ContainerRun run, HandedContainer left, IDisposable turn)
    {
        _run = run = run with { BeganAt = _context.In(-(left.Ran ?? TimeSpan.Zero)), StopBy = left.GraceLeft is { } grace ? _context.In(grace) : null };
        if (left.Log is null) _log.Begin();
        if (_launch!.Network is { } network) _record = _record! with { Address = _context.Bridge.Adopt(Id, network, run.Container.Pid) };
        if (_record!.Phase == ContainerPhase.Stopping)
        {
            _ = GoOnStoppingAsync(turn, () =>
            {
                Settle(RanFor(run));
                return Task.CompletedTask;
            });
            return true;
        }

        if (_record.Phase != ContainerPhase.Running) Set(_record with { Phase = ContainerPhase.Running, Message = null });
        _ = WatchEndAsync(run);
        return false;
    }

    /// <summary>Ends a process that is being stopped. Not to be awaited: one container's grace is nothing for the others to wait for.</summary>
    private async Task GoOnStoppingAsync(IDisposable turn, Func<Task> settle)
    {
        using (turn)
        {
            try
            {
                await EndRunAsync(_launch!.StopGrace);
                await settle();
            }
            catch (OperationCanceledException)
            {
                // The program that we become goes on.
            }
            catch (Exception failure)
            {
                _context.Log.Trouble(Id, failure.ToString());
            }
        }
    }

    private async Task CleanUpAsync(ContainerExit exit)
    {
        try
        {
            ContainerRuntime.Clean(Id, CgroupPath);
        }
        catch (ContainerException failure)
        {
            _context.Log.Trouble(Id, failure.Message);
        }

        await _log.EndAsync(exit);
        _context.Log.Ended(Id, exit.ToString());
        Set(_record! with { Pid = null, PidStartTicks = null, Address = null, LastExit = exit });
    }

    private async Task<bool> ForgetAsync()
    {
        await _log.EndAsync(null);
        ContainerRuntime.Clean(Id, CgroupPath);
        _store.Delete();
        _removed = true;
        return false;
    }
}
