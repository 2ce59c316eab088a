using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>The index: one document an entry, all of them in memory.</summary>
internal sealed class FleetIndexGrain(IKeyedStore store) : Grain, IFleetIndexGrain
{
    private const string DeviceTable = "fleet_devices";
    private const string DeploymentTable = "fleet_deployments";

    private readonly SortedDictionary<string, IndexedDevice> _devices = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IndexedDeployment> _deployments = new(StringComparer.Ordinal);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await foreach (var device in store.ReadAllAsync<IndexedDevice>(DeviceTable, cancellationToken)) _devices[device.Id] = device;
        await foreach (var deployment in store.ReadAllAsync<IndexedDeployment>(DeploymentTable, cancellationToken)) _deployments[deployment.Name] = deployment;
    }

    public async Task PutDeviceAsync(IndexedDevice device)
    {
        await store.PutAsync([StoreWrite.Put(DeviceTable, device.Id, ControlJson.Write(device))]);
        _devices[device.Id] = device;
    }

    public async Task RemoveDeviceAsync(string device)
    {
        await store.PutAsync([StoreWrite.Delete(DeviceTable, device)]);
        _devices.Remove(device);
    }

    public async Task PutDeploymentAsync(IndexedDeployment deployment)
    {
        await store.PutAsync([StoreWrite.Put(DeploymentTable, deployment.Name, ControlJson.Write(deployment))]);
        _deployments[deployment.Name] = deployment;
    }

    public async Task RemoveDeploymentAsync(string deployment)
    {
        await store.PutAsync([StoreWrite.Delete(DeploymentTable, deployment)]);
        _deployments.Remove(deployment);
    }

    public Task<string[]> SelectDevicesAsync(LabelSelector[] selectors) =>
        Task.FromResult(_devices.Values.Where(device => selectors.Any(selector => selector.Matches(device.Labels))).Select(device => device.Id).ToArray());

    public Task<string[]> SelectDeploymentsAsync(Dictionary<string, string> labels) =>
        Task.FromResult(_deployments.Values.Where(deployment => deployment.Selector.Matches(labels)).Select(deployment => deployment.Name).ToArray());

    public Task<string[]> ListDevicesAsync() => Task.FromResult(_devices.Keys.ToArray());

    public Task<string[]> ListDeploymentsAsync() => Task.FromResult(_deployments.Keys.ToArray());
}
