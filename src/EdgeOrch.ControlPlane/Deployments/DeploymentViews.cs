using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Shows a deployment with what its devices report.</summary>
internal static class DeploymentViews
{
    public static DeploymentView Create(string name, DeploymentRecord record, DeploymentRevision current, IReadOnlyList<DeviceView> devices) => new()
    {
        Name = name,
        Revision = current.Revision,
        CreatedAt = record.CreatedAt,
        Manifest = current.Manifest,
        Revisions = [.. record.Revisions.Reverse().Select(revision => new RevisionView(revision.Revision, revision.AppliedAt, revision.Text))],
        Selected = devices.Count,
        Ready = devices.Count(device => device.Link == LinkState.Online && IsReady(device, name, current)),
        Unreachable = devices.Count(device => device.Link == LinkState.Offline),
        Workloads = [.. devices.SelectMany(device => device.Workloads.Where(workload => workload.Id.Deployment == name))],
    };

    // Every container of the current revision runs, and none is said to be unwell.
    private static bool IsReady(DeviceView device, string name, DeploymentRevision current)
    {
        var ready = device.Workloads.Count(workload =>
            workload.Id.Deployment == name && workload.DesiredRevision == current.Revision
            && workload.Reported is { } reported && reported.Revision == current.Revision && IsWell(reported));
        return ready == current.Manifest.Spec.Containers.Count;
    }

    // A container that ended well and need not start again is as its manifest wishes.
    private static bool IsWell(ReportedWorkload reported) => reported.Phase switch
    {
        WorkloadPhase.Running => reported.Health is HealthStatus.None or HealthStatus.Healthy,
        WorkloadPhase.Exited => reported.LastExitCode == 0,
        _ => false,
    };
}
