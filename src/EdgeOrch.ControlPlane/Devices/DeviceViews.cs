using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Shows a device's workloads: wished, reported and held back, side by side.</summary>
internal static class DeviceViews
{
    public static IReadOnlyList<WorkloadView> Workloads(DeviceId device, DeviceRecord record, ReportedState? reported)
    {
        var desired = record.Workloads.ToDictionary(workload => workload.Id, workload => workload.Revision);
        var observed = (reported?.Workloads ?? []).DistinctBy(workload => workload.Id).ToDictionary(workload => workload.Id);
        var blocked = record.HeldBack.Values
            .SelectMany(held => held.Assignment.Containers.Select(container => (Id: new WorkloadId(held.Assignment.Deployment, container.Name), held.Why)))
            .ToDictionary(pair => pair.Id, pair => pair.Why);
        return
        [
            .. desired.Keys.Union(observed.Keys).Union(blocked.Keys)
                .OrderBy(id => id.Deployment, StringComparer.Ordinal).ThenBy(id => id.Container, StringComparer.Ordinal)
                .Select(id => new WorkloadView(device, id, desired.GetValueOrDefault(id), observed.GetValueOrDefault(id), blocked.GetValueOrDefault(id))),
        ];
    }

    public static IReadOnlyList<Condition> Conditions(DeviceRecord record, ReportedState? reported) =>
        [.. reported?.Conditions ?? [], .. record.HeldBack.Values.Select(held => held.Why)];
}
