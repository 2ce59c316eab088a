using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Get;

/// <summary>The workloads of all devices; their labels are those of the device.</summary>
internal static class WorkloadResource
{
    public static Resource<WorkloadView> Create(CommandHost host)
    {
        // The view of a workload does not say whether its device is connected; the device that it came with does.
        var devices = new Dictionary<DeviceId, DeviceView>();
        return new Resource<WorkloadView>
        {
            Plural = "workloads",
            Aliases = ["workload", "wl"],
            ListType = WireJson.Default.IReadOnlyListWorkloadView,
            ItemType = WireJson.Default.WorkloadView,
            ListAsync = async (api, cancel) =>
            {
                var all = await api.GetAsync("/v1/devices", WireJson.Default.IReadOnlyListDeviceView, cancel);
                foreach (var device in all) devices[device.Id] = device;
                return [.. all.SelectMany(d => d.Workloads)];
            },
            Name = w => $"{w.Device}/{w.Id}",
            Matches = (w, name) => name == w.Device.ToString() || name == w.Id.Deployment || name == w.Id.ToString() || name == $"{w.Device}/{w.Id}",
            Labels = w => devices[w.Device].Labels,
            Columns = Columns(host, w => devices[w.Device].Link),
        };
    }

    public static IReadOnlyList<Column<WorkloadView>> Columns(CommandHost host, Func<WorkloadView, LinkState> link) =>
    [
        new("DEVICE", w => w.Device.ToString()),
        new("WORKLOAD", w => w.Id.ToString()),
        new("PHASE", w => Workload.Phase(w, link(w))),
        new("HEALTH", w => Workload.Health(w, link(w))),
        new("REVISION", w => $"{w.Reported?.Revision ?? 0}/{w.DesiredRevision}"),
        new("RESTARTS", w => Words.Number(w.Reported?.Restarts ?? 0)),
        new("AGE", w => Words.Age(w.Reported?.StartedAt, host.Now)),
        new("PID", w => w.Reported?.Pid is { } pid ? Words.Number(pid) : "", Wide: true),
        new("IMAGE", w => w.Reported?.Image is { } image ? image.Hex[..12] : "", Wide: true),
        new("PULLED", w => Workload.Pulled(w.Reported?.Pull), Wide: true),
        new("WHY", w => Workload.Why(w, link(w))),
    ];
}
