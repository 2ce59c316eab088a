using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>Which devices and deployments there are, and which select which; one for the fleet, with key 0. Every change is durable before the call returns.</summary>
internal interface IFleetIndexGrain : IGrainWithIntegerKey
{
    /// <summary>Notes a device and its labels.</summary>
    Task PutDeviceAsync(IndexedDevice device);

    Task RemoveDeviceAsync(string device);

    /// <summary>Notes a deployment and its selector.</summary>
    Task PutDeploymentAsync(IndexedDeployment deployment);

    Task RemoveDeploymentAsync(string deployment);

    /// <summary>Ids of the devices that any of these selectors selects, ordered.</summary>
    Task<string[]> SelectDevicesAsync(LabelSelector[] selectors);

    /// <summary>Names of the deployments that select a device with these labels, ordered.</summary>
    Task<string[]> SelectDeploymentsAsync(Dictionary<string, string> labels);

    /// <summary>Ids of all devices, ordered.</summary>
    Task<string[]> ListDevicesAsync();

    /// <summary>Names of all deployments, ordered.</summary>
    Task<string[]> ListDeploymentsAsync();
}
