using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Compiles what a device should run from the deployments assigned to it. A pure function of the record.</summary>
internal static class DesiredPlanner
{
    private const long MaxGeneration = (1L << 53) - 2;

    /// <summary>Takes in one more assignment: it replaces the deployment's running revision, or is held back beside it.</summary>
    public static DeviceRecord Assign(DeviceRecord record, DeploymentAssignment assignment, DateTimeOffset now)
    {
        var rest = Without(record.HeldBack, assignment.Deployment);
        if (Obstacle(record, assignment, now) is { } why)
        {
            // The same cause as before keeps its time: it says since when.
            if (record.HeldBack.GetValueOrDefault(assignment.Deployment)?.Why is { } known && known.Reason == why.Reason) why = why with { Since = known.Since };
            rest[assignment.Deployment] = new HeldBackAssignment(assignment, why);
            return record with { HeldBack = rest };
        }
        var running = Without(record.Assignments, assignment.Deployment);
        running[assignment.Deployment] = assignment;
        return record with { HeldBack = rest, Assignments = running };
    }

    /// <summary>Takes a deployment away, running or held back.</summary>
    public static DeviceRecord Unassign(DeviceRecord record, string deployment) => record with
    {
        Assignments = Without(record.Assignments, deployment),
        HeldBack = Without(record.HeldBack, deployment),
    };

    /// <summary>Tries again what was held back, after the device's facts or its other workloads changed.</summary>
    public static DeviceRecord Retry(DeviceRecord record, DateTimeOffset now) =>
        record.HeldBack.Values.Select(held => held.Assignment).Aggregate(record, (current, assignment) => Assign(current, assignment, now));

    /// <summary>Numbers the desired state above what the device has seen, when that is ahead of us: a control plane restored from a backup would else be refused for ever.</summary>
    public static DeviceRecord Overtake(DeviceRecord record, ReportedState report, DateTimeOffset now)
    {
        var refused = report.Conditions.Any(condition => condition is { Type: "DesiredStateAccepted", Reason: "desired-generation" });
        if (report.AppliedGeneration <= record.Generation && !refused) return record;
        var seen = Math.Max(record.Generation, report.AppliedGeneration);
        // A number that JSON readers do not keep exactly is no device's honest count, and nothing could grow above it.
        return seen > MaxGeneration ? record : record with { Generation = seen + 1, IssuedAt = now };
    }

    /// <summary>Compiles the workloads; the generation grows only when they are not what they were.</summary>
    public static DeviceRecord Compile(DeviceRecord record, DateTimeOffset now)
    {
        var platform = record.Facts!.Platform;
        var kept = record.Workloads.ToDictionary(workload => workload.Id);
        DesiredWorkload[] workloads =
        [
            .. record.Assignments.Values.OrderBy(assignment => assignment.Deployment, StringComparer.Ordinal).SelectMany(assignment => Workloads(assignment, platform, kept)),
        ];
        return Same(workloads, record.Workloads)
            ? record
            : record with { Workloads = workloads, Generation = record.Generation + 1, IssuedAt = now };
    }

    private static IEnumerable<DesiredWorkload> Workloads(DeploymentAssignment assignment, Platform platform, Dictionary<WorkloadId, DesiredWorkload> kept) =>
        assignment.Containers.Zip(assignment.Images)
            .Select(pair => (Container: pair.First, Image: DeviceFit.ImageFor(pair.Second, platform)?.Image ?? Known(assignment, pair.First.Name, kept)))
            .Where(pair => pair.Image is not null)
            .OrderBy(pair => pair.Container.Name, StringComparer.Ordinal)
            .Select(pair => new DesiredWorkload { Deployment = assignment.Deployment, Revision = assignment.Revision, Container = pair.Container, Image = pair.Image! });

    // A device that reports another platform than the one it was given images for keeps them: taking away what runs helps nobody.
    private static ResolvedImage? Known(DeploymentAssignment assignment, string container, Dictionary<WorkloadId, DesiredWorkload> kept) =>
        kept.GetValueOrDefault(new WorkloadId(assignment.Deployment, container))?.Image;

    private static Condition? Obstacle(DeviceRecord record, DeploymentAssignment assignment, DateTimeOffset now)
    {
        var others = record.Assignments.Values.Where(other => other.Deployment != assignment.Deployment).Sum(other => other.Containers.Count);
        if (others + assignment.Containers.Count > Limits.WorkloadsPerDevice)
            return DeviceFit.Blocked("too-many-workloads", $"the device would run {others + assignment.Containers.Count} containers: may run {Limits.WorkloadsPerDevice} at most", now);
        return DeviceFit.Obstacle(assignment, record.Facts!, now);
    }

    // Compared as they are sent: the lists inside records have no equality of their own.
    private static bool Same(DesiredWorkload[] left, IReadOnlyList<DesiredWorkload> right) =>
        left.Length == right.Count && ControlJson.Write<IReadOnlyList<DesiredWorkload>>(left).AsSpan().SequenceEqual(ControlJson.Write(right));

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> all, string deployment) =>
        all.Where(entry => entry.Key != deployment).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
