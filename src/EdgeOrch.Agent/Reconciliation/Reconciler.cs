using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Keeps one loop for each workload that is wished or there, and feeds them wishes and observations.</summary>
internal sealed class Reconciler(IStepRunner runner, ISupervisor supervisor, TimeProvider time, IWorkloadObserver observer)
{
    private static readonly TimeSpan s_supervisorRetry = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkloadId, Running> _loops = [];
    private CancellationToken _stopping;
    private bool _adopted;

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
        foreach (var loop in Loops().Where(l => !wished.ContainsKey(l.Status.Id))) loop.Wish(null);
        foreach (var workload in desired.Workloads) LoopOf(workload.Id).Wish(workload);
        Desired = desired;
        RemoveIdle();
    }

    /// <summary>Tries what waits for the link.</summary>
    public void LinkUp()
    {
        foreach (var loop in Loops()) loop.RetryNow(Failure.LinkDown);
    }

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

        Task[] tasks;
        lock (_lock) tasks = [.. _loops.Values.Select(l => l.Task)];
        await Task.WhenAll(tasks);
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        HashSet<WorkloadId>? listed = [];
        await foreach (var change in supervisor.WatchAsync(cancellation))
        {
            if (change.IsCaughtUp)
            {
                foreach (var gone in Loops().Where(l => !listed!.Contains(l.Status.Id))) gone.Observe(null);
                listed = null;
                Adopt();
                SetSupervisor(null);
            }
            else if (WorkloadId.TryParseFileName(change.Id, out var id))
            {
                listed?.Add(id);
                LoopOf(id).Observe(change.Record);
            }

            RemoveIdle();
        }
    }

    // Nothing is planned before it is known what runs already.
    private void Adopt()
    {
        lock (_lock)
        {
            if (_adopted) return;
            _adopted = true;
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
            var added = new Running(new WorkloadLoop(id, runner, time, observer));
            _loops.Add(id, added);
            if (_adopted) Start(added);
            return added.Loop;
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
                running.Stop?.Cancel();
                running.Loop.Dispose();
                _loops.Remove(id);
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
    }
}
