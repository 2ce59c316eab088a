using System.Globalization;
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
        if (Misfits(record, assignment).FirstOrDefault() is { } misfit)
        {
            var why = DeviceFit.Blocked(misfit, assignment, now);
            // The same cause as before keeps its time: it says since when.
            if (record.HeldBack.GetValueOrDefault(assignment.Deployment)?.Why is { } known && known.Reason == why.Reason) why = why with { Since = known.Since };
            rest[assignment.Deployment] = new HeldBackAssignment(assignment, why);
            return record with { HeldBack = rest };
        }
        return With(record with { HeldBack = rest }, assignment);
    }

    /// <summary>Everything that keeps assignments from the device, each tried beside what it runs and beside those before it.</summary>
    public static IReadOnlyList<Misfit> Misfits(DeviceRecord record, IEnumerable<DeploymentAssignment> assignments)
    {
        var misfits = new List<Misfit>();
        foreach (var assignment in assignments)
        {
            misfits.AddRange(Misfits(record, assignment));
            record = With(record, assignment);
        }
        return misfits;
    }

    /// <summary>Takes a deployment away, running or held back.</summary>
    public static DeviceRecord Unassign(DeviceRecord record, string deployment) => record with
    {
        Assignments = Without(record.Assignments, deployment),
        HeldBack = Without(record.HeldBack, deployment),
    };

    /// <summary>Tries again what was held back, after the device's other workloads changed.</summary>
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

    /// <summary>Judges everything anew, after the device's facts changed: what runs and would not fit is marked, but goes on.</summary>
    public static DeviceRecord Rejudge(DeviceRecord record, DateTimeOffset now) =>
        record.Assignments.Values.Where(running => !record.HeldBack.ContainsKey(running.Deployment)).ToArray()
            .Aggregate(Retry(record, now), (current, assignment) => Assign(current, assignment, now));

    /// <summary>Compiles the workloads; the generation grows only when they are not what they were.</summary>
    public static DeviceRecord Compile(DeviceRecord record, DateTimeOffset now)
    {
        var workloads = Workloads(record);
        return Same(workloads, record.Workloads)
            ? record
            : record with { Workloads = workloads, Generation = record.Generation + 1, IssuedAt = now };
    }

    private static IEnumerable<Misfit> Misfits(DeviceRecord record, DeploymentAssignment assignment)
    {
        foreach (var misfit in DeviceFit.Misfits(assignment, record.Facts!)) yield return misfit;
        var with = With(record, assignment);
        var containers = with.Assignments.Values.Sum(each => each.Containers.Count);
        if (containers > Limits.WorkloadsPerDevice) yield return Whole(assignment, MisfitKind.Workloads, containers);
        var bytes = DesiredSize.Of(Workloads(with));
        if (bytes > DesiredSize.Most) yield return Whole(assignment, MisfitKind.DesiredBytes, bytes);
    }

    private static Misfit Whole(DeploymentAssignment assignment, MisfitKind kind, int amount) =>
        new(assignment.Deployment, kind, amount.ToString(CultureInfo.InvariantCulture), amount);

    private static DeviceRecord With(DeviceRecord record, DeploymentAssignment assignment)
    {
        var running = Without(record.Assignments, assignment.Deployment);
        running[assignment.Deployment] = assignment;
        return record with { Assignments = running };
    }

    private static DesiredWorkload[] Workloads(DeviceRecord record)
    {
        var kept = record.Workloads.ToDictionary(workload => workload.Id);
        return
        [
            .. record.Assignments.Values.OrderBy(assignment => assignment.Deployment, StringComparer.Ordinal)
                .SelectMany(assignment => Workloads(assignment, record.Facts!.Platform, kept)),
        ];
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

    // Compared as they are sent: the lists inside records have no equality of their own.
    private static bool Same(DesiredWorkload[] left, IReadOnlyList<DesiredWorkload> right) =>
        left.Length == right.Count && ControlJson.Write<IReadOnlyList<DesiredWorkload>>(left).AsSpan().SequenceEqual(ControlJson.Write(right));

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> all, string deployment) =>
        all.Where(entry => entry.Key != deployment).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
