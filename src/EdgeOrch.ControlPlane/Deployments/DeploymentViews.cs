using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

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

    // Every container of the current revision is ready.
    private static bool IsReady(DeviceView device, string name, DeploymentRevision current)
    {
        var ready = device.Workloads.Count(workload =>
            workload.Id.Deployment == name && workload.DesiredRevision == current.Revision && workload.Reported?.IsReady(current.Revision) == true);
        return ready == current.Manifest.Spec.Containers.Count;
    }
}
