using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>The control loop of one workload: plans, does the first step, looks again. A newer wish ends a pending step or wait.</summary>
internal sealed class WorkloadLoop : IDisposable
{
    private readonly IStepRunner _runner;
    private readonly TimeProvider _time;
    private readonly IWorkloadObserver _observer;
    private readonly Func<WorkloadStatus, Step?, (Step? Step, string? Held)> _judge;
    private readonly Lock _lock = new();
    private WorkloadStatus _status;
    private CancellationTokenSource _step = new();
    private TaskCompletionSource _woken = NewSource();
    private int _failures;

    /// <summary>Prepares the loop; <see cref="RunAsync"/> does the work.</summary>
    /// <param name="id">The workload.</param>
    /// <param name="runner">Does the steps.</param>
    /// <param name="time">Every wait and time stamp.</param>
    /// <param name="observer">Told of every change.</param>
    /// <param name="judge">Says what the order of workloads makes of a step; null: the step itself.</param>
    public WorkloadLoop(WorkloadId id, IStepRunner runner, TimeProvider time, IWorkloadObserver observer, Func<WorkloadStatus, Step?, (Step? Step, string? Held)>? judge = null)
    {
        (_runner, _time, _observer, _judge) = (runner, time, observer, judge ?? ((_, step) => (step, null)));
        _status = new WorkloadStatus { Id = id };
    }

    /// <summary>What is known now.</summary>
    public WorkloadStatus Status
    {
        get { lock (_lock) return _status; }
    }

    /// <summary>Takes a wish; null: the workload is to go.</summary>
    public void Wish(DesiredWorkload? desired)
    {
        CancellationTokenSource? ended = null;
        lock (_lock)
        {
            var changed = Fingerprint(desired) != Fingerprint(_status.Desired);

            // What was pending was for another wish: it is void. The same wish again is worth a try at once.
            if (changed || _status.Failure is not null) ended = Replace();
            _status = changed ? _status with { Desired = desired, Failure = null, Pull = null } : _status with { Desired = desired };
            _woken.TrySetResult();
        }

        ended?.Cancel();
        _observer.Changed(Status);
    }

    /// <summary>Takes what the supervisor says; null: it has none.</summary>
    public void Observe(ContainerRecord? record)
    {
        lock (_lock)
        {
            _status = _status with { Record = record };
            _woken.TrySetResult();
        }

        _observer.Changed(Status);
    }

    /// <summary>Looks again, if the next step waits for other workloads.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_status.Held is not null) _woken.TrySetResult();
        }
    }

    /// <summary>Tries a step that waits for its retry now, if it failed for this reason.</summary>
    public void RetryNow(string reason)
    {
        CancellationTokenSource? ended = null;
        lock (_lock)
        {
            if (_status.Failure?.Reason == reason) ended = Replace();
        }

        ended?.Cancel();
    }

    /// <summary>Ends what waits; <see cref="RunAsync"/> ends by its own token.</summary>
    public void Dispose() => _step.Dispose();

    /// <summary>Reconciles until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var (status, token, woken) = Begin();
            try
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(token, cancellation);
                var (next, held) = _judge(status, Next(status));
                Hold(held);
                if (held is not null && _judge(Status, Next(Status)).Held is null) continue;
                if (next is not { } step)
                {
                    Settle();
                    await woken.WaitAsync(linked.Token);
                }
                else if (await DoAsync(step, linked.Token) is { } failure)
                {
                    await WaitForRetryAsync(failure, linked.Token);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested || token.IsCancellationRequested)
            {
                // A newer wish, or the end: the loop's condition tells which.
            }
        }
    }

    // The step or wait that is under way is to end, by the source that comes back. It is cancelled when the next one is in place
    // and outside of the lock: cancelling may run the loop's continuation at once, on this very thread.
    private CancellationTokenSource Replace()
    {
        _failures = 0;
        var old = _step;
        _step = new CancellationTokenSource();
        return old;
    }

    private (WorkloadStatus Status, CancellationToken Token, Task Woken) Begin()
    {
        lock (_lock)
        {
            _woken = NewSource();
            return (_status, _step.Token, _woken.Task);
        }
    }

    private Step? Next(WorkloadStatus status) => Planner.Plan(
        status.Id, status.Desired, status.Record is { } record ? ObservedWorkload.Of(record) : null, _runner.HasImage) is [var first, ..] ? first : null;

    private async Task<Failure?> DoAsync(Step step, CancellationToken cancellation)
    {
        Update(s => s with { Doing = step });
        try
        {
            var record = await _runner.RunAsync(step, pull => Update(s => s with { Pull = pull }), cancellation);
            lock (_lock) _failures = 0;
            Update(s => s with { Doing = null, Failure = null, Record = step is Step.Pull ? s.Record : record });
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var failure = Failure.Of(step, e);
            var before = Status.Failure;
            lock (_lock) _failures++;
            Update(s => s with { Doing = null, Failure = failure, FailedSince = before?.Reason == failure.Reason ? s.FailedSince : _time.GetUtcNow() });
            if (before != failure) _observer.Failed(Status.Id, failure, e);
            return failure;
        }
        finally
        {
            if (cancellation.IsCancellationRequested) Update(s => s with { Doing = null });
        }
    }

    private Task WaitForRetryAsync(Failure failure, CancellationToken cancellation) =>
        Task.Delay(failure.Retryable ? RetryBackoff.After(_failures) : Timeout.InfiniteTimeSpan, _time, cancellation);

    private void Hold(string? held)
    {
        var before = Status.Held;
        if (before == held) return;
        Update(s => s with { Held = held, HeldSince = _time.GetUtcNow() });
    }

    private void Settle()
    {
        if (Status.Failure is not null) Update(s => s with { Failure = null });
    }

    private void Update(Func<WorkloadStatus, WorkloadStatus> change)
    {
        lock (_lock) _status = change(_status);
        _observer.Changed(Status);
    }

    private static string? Fingerprint(DesiredWorkload? desired) => desired is null ? null : LaunchMetadata.Of(desired).Fingerprint;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
