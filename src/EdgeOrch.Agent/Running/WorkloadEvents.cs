using System.Globalization;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Running;

/// <summary>Turns what changed of a workload into events; what changed while no agent ran is found by the last report.</summary>
internal sealed class WorkloadEvents
{
    // Nothing seen yet, and nothing that happened before: any end is new.
    private static readonly Seen Fresh = new(null, DateTimeOffset.MinValue, false, false);

    private readonly Action<string, EventSeverity, WorkloadId, string> _add;
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkloadId, Seen> _seen = [];

    /// <summary>Begins with what was last reported.</summary>
    /// <param name="add">Adds an event: type, severity, workload, message.</param>
    /// <param name="last">The last report of an earlier agent; null: none.</param>
    public WorkloadEvents(Action<string, EventSeverity, WorkloadId, string> add, ReportedState? last)
    {
        _add = add;
        foreach (var workload in last?.Workloads ?? []) _seen[workload.Id] = new Seen(workload.StartedAt, null, workload.Pid is not null, false);
    }

    /// <summary>Looks at a workload.</summary>
    public void Look(WorkloadStatus status)
    {
        lock (_lock)
        {
            Pulled(status);
            if (status.Record is { } record) Ran(status.Id, record);
            else if (status is { Desired: null, Doing: null } && _seen.Remove(status.Id)) _add("workload-removed", EventSeverity.Normal, status.Id, "removed");
        }
    }

    private void Ran(WorkloadId id, ContainerRecord record)
    {
        var seen = _seen.GetValueOrDefault(id) ?? Fresh;
        var runs = record.Pid is not null;

        // After an agent's start the time of the last end is not known: an end counts if something ran, and that is over.
        var isNewEnd = record.LastExit is { } exit && (seen.EndedAt is { } ended ? exit.At != ended : seen.Ran && (!runs || record.StartedAt != seen.StartedAt));
        var isNewStart = record.StartedAt is { } started && started != seen.StartedAt && (runs || isNewEnd);

        // A run that is over already began before it ended; one that goes on began after the end that is told with it.
        if (isNewStart && !runs) Started(id, record);
        if (isNewEnd) Ended(id, record.LastExit!);
        if (isNewStart && runs) Started(id, record);

        _seen[id] = seen with { StartedAt = record.StartedAt, EndedAt = record.LastExit?.At ?? seen.EndedAt, Ran = runs || (seen.Ran && !isNewEnd) };
    }

    private void Started(WorkloadId id, ContainerRecord record)
    {
        _add("workload-started", EventSeverity.Normal, id, string.Create(
            CultureInfo.InvariantCulture, $"revision {record.Revision} started{(record.Restarts > 0 ? $", restart {record.Restarts}" : "")}"));
        if (record.Restarts == 0 && LaunchMetadata.Read(record)?.Privileged is true)
            _add("workload-privileged", EventSeverity.Warning, id, "runs privileged: confined by nothing but its namespaces");
    }

    private void Ended(WorkloadId id, ContainerExit exit)
    {
        if (exit.OomKilled) _add("workload-oom-killed", EventSeverity.Warning, id, exit.ToString());
        else _add("workload-exited", exit.Succeeded ? EventSeverity.Normal : EventSeverity.Warning, id, exit.ToString());
    }

    private void Pulled(WorkloadStatus status)
    {
        var seen = _seen.GetValueOrDefault(status.Id) ?? Fresh;
        var pulling = status.Doing is Step.Pull;
        if (seen.Pulling && !pulling && status is { Failure: null, Pull: { } pull })
        {
            _add("image-pulled", EventSeverity.Normal, status.Id, string.Create(
                CultureInfo.InvariantCulture,
                $"{pull.ReceivedBytes} bytes received for {pull.FullBytes} bytes of image: {pull.DeltaLayers} layers by delta, {pull.FullLayers} whole, {pull.PresentLayers} present"));
        }

        if (seen.Pulling != pulling) _seen[status.Id] = seen with { Pulling = pulling };
    }

    private sealed record Seen(DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, bool Ran, bool Pulling);
}
