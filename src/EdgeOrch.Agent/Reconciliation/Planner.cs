using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Says what is to be done, and does nothing.</summary>
internal static class Planner
{
    /// <summary>The steps from what is observed to what is wished for one workload, in order.</summary>
    /// <param name="id">The workload.</param>
    /// <param name="desired">The wish; null: it should not be there.</param>
    /// <param name="observed">What the supervisor has; null: nothing.</param>
    /// <param name="hasImage">Whether an image is complete on the device.</param>
    public static IReadOnlyList<Step> Plan(WorkloadId id, DesiredWorkload? desired, ObservedWorkload? observed, Predicate<Digest> hasImage)
    {
        if (desired is null) return observed is null ? [] : [new Step.Remove(id)];
        if (observed is not null && IsAsWished(desired, observed)) return [];

        // The image first and alone: what runs is touched only when nothing is left to fetch.
        return hasImage(desired.Image.Digest)
            ? [new Step.Start(desired)]
            : [new Step.Pull(desired.Image), new Step.Start(desired)];
    }

    private static bool IsAsWished(DesiredWorkload desired, ObservedWorkload observed)
    {
        if (observed.Fingerprint != LaunchMetadata.Of(desired).Fingerprint) return false;

        if (observed.Stopped) return false;

        // Restarts are the supervisor's; a final end stands, except where the policy knows none.
        return observed.Phase is not (ContainerPhase.Exited or ContainerPhase.Failed) || desired.Container.Restart.Policy != RestartPolicy.Always;
    }
}
