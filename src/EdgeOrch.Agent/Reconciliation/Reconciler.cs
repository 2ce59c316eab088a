using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Keeps one loop for each workload that is wished or there, and feeds them wishes and observations.</summary>
/// <param name="runner">Does the steps.</param>
/// <param name="supervisor">Tells what runs.</param>
/// <param name="time">Every wait and time stamp.</param>
/// <param name="observer">Told of every change.</param>
/// <param name="health">The health of a workload, for those that wait for it; null: that of one without a check.</param>
internal sealed class Reconciler(
    IStepRunner runner, ISupervisor supervisor, TimeProvider time, IWorkloadObserver observer, Func<WorkloadId, HealthStatus>? health = null) : IWorkloadObserver
{
    private static readonly TimeSpan s_supervisorRetry = TimeSpan.FromSeconds(1);

    // Held while loops are looked up and told something, so that none is cleared away as idle between the two.
    private readonly Lock _telling = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkloadId, Running> _loops = [];
    private CancellationToken _stopping;
    private bool _adopted;
    private bool _applying;
    private bool _planning;

    /// <summary>Raised when <see cref="Supervisor"/> changed.</summary>
    public event Action? SupervisorChanged;

    /// <summary>Why the supervisor cannot be reached; null while it can.</summary>
    public string? Supervisor { get; private set; } = "not yet connected";

    /// <summary>The desired state last taken; null before the first.</summary>
    public DesiredState? Desired { get; private set; }

    /// <summary>What is known of every workload, ordered by id.</summary>
    public IReadOnlyList<WorkloadStatus> Statuses
    {
        get
        {
            lock (_lock) return [.. _loops.OrderBy(l => l.Key.FileName, StringComparer.Ordinal).Select(l => l.Value.Loop.Status).Where(s => !IsIdle(s))];
        }
    }

    /// <summary>Takes a desired state; workloads that it does not name are to go.</summary>
    public void Apply(DesiredState desired)
    {
        var wished = desired.Workloads.ToDictionary(w => w.Id);
        lock (_telling)
        {
            _applying = true;
            foreach (var loop in Loops().Where(l => !wished.ContainsKey(l.Status.Id))) loop.Wish(null);
            foreach (var workload in desired.Workloads) LoopOf(workload.Id).Wish(workload);
            Desired = desired;
            _applying = false;
            BeginPlanning();
            RemoveIdle();
            foreach (var loop in Loops()) loop.Wake();
        }
    }

    /// <summary>Tries what waits for the link.</summary>
    public void LinkUp()
    {
        lock (_telling)
        {
            foreach (var loop in Loops()) loop.RetryNow(Failure.LinkDown);
        }
    }

    /// <summary>Lets those workloads of a deployment look again that wait for others of it; to be called when one's health has changed.</summary>
    public void Wake(string deployment)
    {
        foreach (var loop in Loops()) if (loop.Status.Id.Deployment == deployment) loop.Wake();
    }

    void IWorkloadObserver.Changed(WorkloadStatus status)
    {
        observer.Changed(status);
        Wake(status.Id.Deployment);
    }

    void IWorkloadObserver.Failed(WorkloadId id, Failure failure, Exception exception) => observer.Failed(id, failure, exception);

    /// <summary>Watches the supervisor and runs the loops until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _stopping = cancellation;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(cancellation);
            }
            catch (SupervisorException e)
            {
                SetSupervisor(e.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(s_supervisorRetry, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Running[] loops;
        lock (_lock) loops = [.. _loops.Values];
        await Task.WhenAll(loops.Select(l => l.EndAsync()));
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        HashSet<WorkloadId>? listed = [];
        await foreach (var change in supervisor.WatchAsync(cancellation))
        {
            lock (_telling)
            {
                if (change.IsCaughtUp)
                {
                    foreach (var gone in Loops().Where(l => !listed!.Contains(l.Status.Id))) gone.Observe(null);
                    listed = null;
                    _adopted = true;
                    BeginPlanning();
                }
                else if (WorkloadId.TryParseFileName(change.Id, out var id))
                {
                    listed?.Add(id);
                    LoopOf(id).Observe(change.Record);
                }

                RemoveIdle();
            }

            if (change.IsCaughtUp) SetSupervisor(null);
        }
    }

    // Nothing is planned before it is known what runs already, nor before there is a wish: a device whose desired state
    // cannot be read lets run what runs.
    private void BeginPlanning()
    {
        lock (_lock)
        {
            if (_planning || !_adopted || Desired is null) return;
            _planning = true;
            foreach (var running in _loops.Values) Start(running);
        }
    }

    private IReadOnlyList<WorkloadLoop> Loops()
    {
        lock (_lock) return [.. _loops.Values.Select(l => l.Loop)];
    }

    private WorkloadLoop LoopOf(WorkloadId id)
    {
        lock (_lock)
        {
            if (_loops.TryGetValue(id, out var known)) return known.Loop;
            var added = new Running(new WorkloadLoop(id, runner, time, this, Judge));
            _loops.Add(id, added);
            if (_planning) Start(added);
            return added.Loop;
        }
    }

    private (Step? Step, string? Held) Judge(WorkloadStatus status, Step? step)
    {
        if (step is null or Step.Pull) return (step, null);
        lock (_telling)
        {
            // Told of its wish on this very thread while others do not know theirs yet: nothing can be said of their order.
            if (_applying) return (null, "waits for the rest of the desired state");
            return new StartOrder(Loops().Select(l => l.Status).ToDictionary(s => s.Id), health ?? (_ => HealthStatus.None), runner.HasImage).Judge(status, step);
        }
    }

    private void Start(Running running)
    {
        running.Stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        var token = running.Stop.Token;
        running.Task = Task.Run(() => running.Loop.RunAsync(token), CancellationToken.None);
    }

    // The last step of a removal ends after the supervisor's last word, so an idle loop may stay until the next look.
    private static bool IsIdle(WorkloadStatus status) => status is { Desired: null, Record: null, Doing: null };

    private void RemoveIdle()
    {
        lock (_lock)
        {
            foreach (var (id, running) in _loops.Where(l => IsIdle(l.Value.Loop.Status)).ToList())
            {
                _loops.Remove(id);
                _ = running.EndAsync();
            }
        }
    }

    private void SetSupervisor(string? problem)
    {
        if (Supervisor == problem) return;
        Supervisor = problem;
        SupervisorChanged?.Invoke();
    }

    private sealed class Running(WorkloadLoop loop)
    {
        public WorkloadLoop Loop { get; } = loop;

        public CancellationTokenSource? Stop { get; set; }

        public Task Task { get; set; } = Task.CompletedTask;

        public async Task EndAsync()
        {
            if (Stop is not null) await Stop.CancelAsync();
            await Task;
            Stop?.Dispose();
            Loop.Dispose();
        }
    }
}
