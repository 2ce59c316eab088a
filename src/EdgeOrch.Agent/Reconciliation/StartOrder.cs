using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>
/// Keeps the order that <c>dependsOn</c> asks for: a workload starts after what it depends on, and nothing that runs is stopped before
/// those that depend on it and are to stop as well. Pure: it judges the one step that a workload would do now.
/// </summary>
/// <param name="others">What is known of every workload of the device.</param>
/// <param name="health">Their health.</param>
/// <param name="hasImage">Whether an image is complete on the device.</param>
internal sealed class StartOrder(IReadOnlyDictionary<WorkloadId, WorkloadStatus> others, Func<WorkloadId, HealthStatus> health, Predicate<Digest> hasImage)
{
    /// <summary>What to do in place of a step: itself, another one first, or nothing yet and why.</summary>
    public (Step? Step, string? Held) Judge(WorkloadStatus status, Step? step) => step switch
    {
        Step.Start { Workload: var wish } => JudgeStart(status, wish, step),
        Step.Remove => Dependent(status) is { } dependent ? (null, StopsFirst(dependent)) : (step, null),
        _ => (step, null),
    };

    private (Step? Step, string? Held) JudgeStart(WorkloadStatus status, DesiredWorkload wish, Step step)
    {
        var lives = Lives(status);
        foreach (var dependency in wish.Container.DependsOn ?? [])
        {
            var id = new WorkloadId(wish.Deployment, dependency.Name);
            var other = others.GetValueOrDefault(id);
            if (other is not null && IsMet(other, dependency.Condition)) continue;

            // What is depended on is about to stop for its own change: this one stops before it, and starts after it.
            if (lives && other is not null && IsAboutToStop(other)) return Dependent(status) is { } first ? (null, StopsFirst(first)) : (new Step.Stop(status.Id), null);
            return (null, $"waits for \"{dependency.Name}\" to be {(dependency.Condition == DependencyCondition.Healthy ? "healthy" : "started")}");
        }

        return lives && Dependent(status) is { } dependent ? (null, StopsFirst(dependent)) : (step, null);
    }

    private bool IsMet(WorkloadStatus other, DependencyCondition condition)
    {
        if (condition == DependencyCondition.Healthy) return WorkloadReport.IsApplied(other, health(other.Id));
        return IsCurrent(other) && (other.Record!.Phase == ContainerPhase.Running || other.Record is { Phase: ContainerPhase.Exited, Stopped: not true, LastExit.Succeeded: true });
    }

    private bool IsAboutToStop(WorkloadStatus other) => Lives(other) && !IsCurrent(other) && other.Desired is { } wish && hasImage(wish.Image.Digest);

    // One that depends on this, runs, and is to be stopped itself; one that stays as it is goes on, whatever becomes of this.
    private WorkloadStatus? Dependent(WorkloadStatus status) => !Lives(status) ? null : others.Values.FirstOrDefault(other =>
        other.Id != status.Id && other.Id.Deployment == status.Id.Deployment && Lives(other) && !IsCurrent(other)
        && LaunchMetadata.Read(other.Record!)?.DependsOn?.Contains(status.Id.Container, StringComparer.Ordinal) == true);

    private static string StopsFirst(WorkloadStatus dependent) => $"waits for \"{dependent.Id.Container}\", which depends on it, to stop";

    private static bool Lives(WorkloadStatus status) => status.Record is { Phase: not (ContainerPhase.Exited or ContainerPhase.Failed) };

    private static bool IsCurrent(WorkloadStatus status) =>
        status is { Desired: { } desired, Record: { } record } && LaunchMetadata.Read(record)?.Fingerprint == LaunchMetadata.Of(desired).Fingerprint;
}
