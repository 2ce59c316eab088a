using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Supervision.Running;

/// <content>What a new supervisor does with a container of an earlier one, or of an earlier boot.</content>
internal sealed partial class SupervisedContainer
{
    /// <summary>Takes up what the files tell; false when there is nothing to take up.</summary>
    /// <param name="up">Waits for containers that this one is started after.</param>
    /// <exception cref="InvalidDataException">The launch is damaged.</exception>
    public async Task<bool> RecoverAsync(Func<IReadOnlyList<string>, Task> up)
    {
        var turn = await EnterAsync();
        var keepsTurn = false;
        try
        {
            _launch = _store.ReadLaunch();
            if (_launch is not { } launch)
            {
                // The wish was never acknowledged, or its removal was: what is left is rubbish.
                return await ForgetAsync();
            }

            // No record, or a damaged one: the wish alone is enough to run it.
            var record = ReadRecord();
            if (record is null || record.Revision != launch.Revision)
                record = new ContainerRecord { Id = Id, Revision = launch.Revision, Phase = ContainerPhase.Starting, Wanted = true, LastExit = record?.LastExit };
            _record = record with { Metadata = launch.Metadata };

            if (Adopt(_record) is { } run)
            {
                keepsTurn = TakeUp(run, turn);
                return true;
            }

            if (_record.Wanted && launch.After is { } after) await up(after);
            await StartAgainAsync();
            return true;
        }
        finally
        {
            if (!keepsTurn) turn.Dispose();
        }
    }

    private ContainerRun? Adopt(ContainerRecord record)
    {
        if (record is not { Pid: { } pid, PidStartTicks: { } ticks } || record.BootId != _context.BootId) return null;
        var container = ContainerRuntime.Adopt(Id, pid, ticks, CgroupPath);
        return container is null ? null : new ContainerRun(container, _context.Time.GetTimestamp());
    }

    /// <summary>Goes on with a process that lives; true when the turn is kept until it has ended.</summary>
    private bool TakeUp(ContainerRun run, IDisposable turn)
    {
        _run = run;
        _log.Begin();
        _context.Log.Adopted(Id, run.Container.Pid);
        if (_launch!.Network is { } network) _record = _record! with { Address = _context.Bridge.Adopt(Id, network, run.Container.Pid) };
        if (_record!.Wanted && _record.Phase != ContainerPhase.Stopping)
        {
            Set(_record with { Phase = ContainerPhase.Running, Message = null });
            _ = WatchEndAsync(run);
            return false;
        }

        // The last supervisor was ending it: for good, or to run it again, at a restart or after a shutdown.
        Set(_record with { Phase = ContainerPhase.Stopping, NextStartAt = null });
        _ = GoOnStoppingAsync(turn, () =>
        {
            if (_record.Wanted) return StartFreshAsync();
            Settle(null);
            return Task.CompletedTask;
        });
        return true;
    }

    private async Task StartAgainAsync()
    {
        ContainerRuntime.Clean(Id, CgroupPath);
        var sameBoot = _record!.BootId == _context.BootId;
        if (_record.Pid is not null && sameBoot)
        {
            // It ended while no supervisor lived. What it wrote last went with its FIFO.
            var stopping = _record.Phase == ContainerPhase.Stopping;
            var exit = new ContainerExit(null, null, false, _context.Time.GetUtcNow());
            Set(_record with { Pid = null, PidStartTicks = null, Address = null, LastExit = exit });
            if (stopping && _record.Wanted) await StartFreshAsync();
            else if (_record.Wanted) Decide(null, _launch!.Restart.Restarts(exit), failed: false, exit.ToString());
            else Set(_record with { Phase = ContainerPhase.Exited, Message = $"stopped: {exit}" });
            return;
        }

        if (!_record.Wanted)
        {
            var phase = _record.Phase == ContainerPhase.Failed ? ContainerPhase.Failed : ContainerPhase.Exited;
            Set(_record with { Pid = null, PidStartTicks = null, Address = null, Phase = phase });
            return;
        }

        if (sameBoot && _record is { Phase: ContainerPhase.BackingOff, NextStartAt: { } due })
        {
            // The wall clock may have jumped: never longer than the rule allows.
            var wait = due - _context.Time.GetUtcNow();
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > _launch!.Restart.MaxBackoff ? _launch.Restart.MaxBackoff : wait;
            BackOff(wait, _record.RestartsInARow, _record.Message ?? "");
            return;
        }

        // After power-up or a shutdown it runs again, with no agent and no network. Neither is a failure of the container's.
        await StartFreshAsync();
    }

    private async Task StartFreshAsync()
    {
        Set(_record! with { Phase = ContainerPhase.Starting, Pid = null, PidStartTicks = null, Address = null, NextStartAt = null, RestartsInARow = 0, Message = null });
        await RunAsync();
    }

    private ContainerRecord? ReadRecord()
    {
        var durable = Tried(_store.ReadRecord);
        return Tried(_store.ReadObserved) ?? durable;
    }

    private ContainerRecord? Tried(Func<ContainerRecord?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            _context.Log.Trouble(Id, damaged.Message);
            return null;
        }
    }
}
