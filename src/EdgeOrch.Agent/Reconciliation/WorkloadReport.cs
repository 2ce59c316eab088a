using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Turns what is known of a workload into what is reported of it.</summary>
internal static class WorkloadReport
{
    /// <summary>The report of one workload.</summary>
    public static ReportedWorkload Of(WorkloadStatus status, HealthStatus health)
    {
        var record = status.Record;
        var metadata = record is null ? null : LaunchMetadata.Read(record);
        var isCurrent = IsCurrent(status, metadata);
        health = Told(record, metadata, health);
        return new ReportedWorkload
        {
            Id = status.Id,

            // A revision that changed nothing of this container runs as soon as it is wished.
            Revision = record is null ? 0 : isCurrent ? status.Desired!.Revision : (int)record.Revision,
            Phase = PhaseOf(status, isCurrent),
            Health = health,
            Image = metadata?.Image,
            Pid = record?.Pid,
            StartedAt = record?.StartedAt,
            Restarts = record?.Restarts ?? 0,
            LastExitCode = record?.LastExit is { } exit ? exit.Code ?? (exit.Signal is { } signal ? 128 + signal : null) : null,
            OomKilled = record?.LastExit?.OomKilled ?? false,
            Why = Why(status, isCurrent, health),
            Pull = status.Pull,
        };
    }

    /// <summary>Whether the workload is as wished: running and not unhealthy or still to be told, or ended well where its policy lets it end; or gone.</summary>
    public static bool IsApplied(WorkloadStatus status, HealthStatus health)
    {
        if (status.Desired is null) return status.Record is null;
        if (status.Record is not { } record) return false;
        var metadata = LaunchMetadata.Read(record);
        if (!IsCurrent(status, metadata)) return false;
        health = Told(record, metadata, health);
        return record.Phase switch
        {
            ContainerPhase.Running => health is HealthStatus.None or HealthStatus.Healthy,
            ContainerPhase.Exited => status.Desired.Container.Restart.Policy != RestartPolicy.Always && record.LastExit?.Succeeded == true,
            _ => false,
        };
    }

    // With a health check and before its monitor has begun, its health is not yet told; that is not the same as having none.
    private static HealthStatus Told(ContainerRecord? record, LaunchMetadata? metadata, HealthStatus health) =>
        health == HealthStatus.None && metadata?.Health is not null && record?.Phase == ContainerPhase.Running ? HealthStatus.Starting : health;

    private static bool IsCurrent(WorkloadStatus status, LaunchMetadata? running) =>
        status.Desired is { } desired && running is not null && running.Fingerprint == LaunchMetadata.Of(desired).Fingerprint;

    private static WorkloadPhase PhaseOf(WorkloadStatus status, bool isCurrent)
    {
        // What runs decides; what is prepared shows only while nothing does.
        if (status.Record is { } record && (isCurrent || record.Phase is ContainerPhase.Running or ContainerPhase.Stopping or ContainerPhase.Starting))
            return PhaseOf(record.Phase);
        if (status.Doing is Step.Pull) return WorkloadPhase.Pulling;
        if (status.Doing is Step.Start) return WorkloadPhase.Starting;
        if (status.Doing is Step.Remove or Step.Stop) return WorkloadPhase.Stopping;
        return status.Failure is { Retryable: false } ? WorkloadPhase.Failed : WorkloadPhase.Pending;
    }

    private static WorkloadPhase PhaseOf(ContainerPhase phase) => phase switch
    {
        ContainerPhase.Starting => WorkloadPhase.Starting,
        ContainerPhase.Running => WorkloadPhase.Running,
        ContainerPhase.BackingOff => WorkloadPhase.BackingOff,
        ContainerPhase.Stopping => WorkloadPhase.Stopping,
        ContainerPhase.Exited => WorkloadPhase.Exited,
        _ => WorkloadPhase.Failed,
    };

    private static Condition? Why(WorkloadStatus status, bool isCurrent, HealthStatus health)
    {
        if (status.Failure is { } failure)
            return new Condition(failure.Type, false, failure.Reason, failure.Message, status.FailedSince, failure.Retryable);
        if (status.Held is { } held) return new Condition("Running", false, "waits-for-dependency", held, status.HeldSince, true);
        if (isCurrent && status.Record is { } record) return WhyNotRunning(record, health);
        return null;
    }

    private static Condition? WhyNotRunning(ContainerRecord record, HealthStatus health)
    {
        if (record.Phase == ContainerPhase.Running)
        {
            return health == HealthStatus.Unhealthy
                ? new Condition("Healthy", false, "unhealthy", record.Message ?? "its health checks fail", record.StartedAt ?? default)
                : null;
        }

        var retried = record.Phase == ContainerPhase.BackingOff;
        if (record.LastExit is not { } exit)
            return record is { Message: { } cause, Phase: ContainerPhase.BackingOff or ContainerPhase.Failed }
                ? new Condition("Running", false, "start-failed", cause, record.StartedAt ?? record.NextStartAt ?? default, retried)
                : null;
        if (record.Phase == ContainerPhase.Exited && exit.Succeeded) return null;
        var reason = exit.OomKilled ? "oom-killed" : record.StartedAt is null ? "start-failed" : "exited";
        return new Condition("Running", false, reason, record.Message ?? exit.ToString(), exit.At, retried);
    }
}
