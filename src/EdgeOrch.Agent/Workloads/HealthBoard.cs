using System.Globalization;
using System.Net;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Runs a monitor for each running container that has a health check, and restarts what is unhealthy.</summary>
internal sealed class HealthBoard(ISupervisor supervisor, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkloadId, Watched> _watched = [];

    /// <summary>Raised when a workload's health changed; the text says why, where there is something to say.</summary>
    public event Action<WorkloadId, HealthStatus, string?>? Changed;

    /// <summary>What is known of a workload's health.</summary>
    public HealthStatus Of(WorkloadId id)
    {
        lock (_lock) return _watched.TryGetValue(id, out var watched) ? watched.Status : HealthStatus.None;
    }

    /// <summary>Takes what the supervisor says; a run that is new gets a new monitor.</summary>
    public void Observe(WorkloadId id, ContainerRecord? record)
    {
        var metadata = record is null ? null : LaunchMetadata.Read(record);
        var run = record is { Phase: ContainerPhase.Running, Pid: { } pid } && metadata?.Health is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{pid}@{record.StartedAt:O}")
            : null;
        lock (_lock)
        {
            if (_watched.GetValueOrDefault(id)?.Run == run) return;
            if (_watched.Remove(id, out var old)) old.Stop.Cancel();
            if (run is null) return;
            var added = new Watched(run, new CancellationTokenSource());
            _watched.Add(id, added);
            _ = WatchAsync(id, added, record!, metadata!, added.Stop.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var watched in _watched.Values) watched.Stop.Cancel();
            _watched.Clear();
        }
    }

    private async Task WatchAsync(WorkloadId id, Watched watched, ContainerRecord record, LaunchMetadata metadata, CancellationToken cancellation)
    {
        // Off the caller's stack, which may hold a lock.
        await Task.Yield();
        try
        {
            while (true)
            {
                var check = Bounded(metadata.Health!);
                var cause = await new HealthMonitor(check, Probe(id, record, check), time)
                    .RunAsync(status => Set(id, watched, status, null), cancellation);
                Set(id, watched, HealthStatus.Unhealthy, cause);
                if (metadata.Restart != RestartPolicy.Never) await supervisor.RestartAsync(id.FileName, cause, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The run ended, or the agent does.
        }
        catch (SupervisorException)
        {
            // The container or the supervisor is gone; when it is back, Observe begins again.
            lock (_lock)
            {
                if (_watched.GetValueOrDefault(id) == watched) _watched.Remove(id);
            }
        }
    }

    private void Set(WorkloadId id, Watched watched, HealthStatus status, string? cause)
    {
        if (cause is null && status == HealthStatus.Unhealthy) return;
        watched.Status = status;
        Changed?.Invoke(id, status, cause);
    }

    // A container launched before apply knew these limits may have times that no timer takes.
    private static HealthCheckManifest Bounded(HealthCheckManifest check) => check with
    {
        Interval = AtMost(check.Interval, Limits.HealthCheckInterval),
        StartPeriod = AtMost(check.StartPeriod, Limits.HealthCheckInterval),
        Timeout = AtMost(check.Timeout, Limits.HealthCheckTimeout),
    };

    private static Duration AtMost(Duration duration, TimeSpan longest) => duration.Value > longest ? new Duration(longest) : duration;

    private IHealthProbe Probe(WorkloadId id, ContainerRecord record, HealthCheckManifest check)
    {
        if (check.Exec is { } exec) return new ExecHealthProbe(supervisor, id.FileName, exec.Command, check.Timeout.Value);
        var pid = record.Pid!.Value;
        return new NetworkHealthProbe(
            family => ContainerNetwork.Create(pid, family), check.Http?.Port ?? check.Tcp?.Port ?? 0, check.Http?.Path,
            record.Address is { } address ? IPAddress.Parse(address) : null);
    }

    private sealed class Watched(string run, CancellationTokenSource stop)
    {
        public string Run { get; } = run;

        public CancellationTokenSource Stop { get; } = stop;

        public HealthStatus Status { get; set; } = HealthStatus.Starting;
    }
}
