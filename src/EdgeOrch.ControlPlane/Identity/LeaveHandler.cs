using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Un-enrols a device that asks for it.</summary>
internal sealed class LeaveHandler(IGrainFactory grains) : RpcHandler<LeaveRequest, Acknowledged>(
    RpcMethods.Leave, RpcLane.Requests, WireJson.Default.LeaveRequest, WireJson.Default.Acknowledged)
{
    /// <inheritdoc/>
    protected override async Task<Acknowledged> HandleAsync(DeviceId device, LeaveRequest request, CancellationToken cancellation)
    {
        await grains.GetGrain<IDeviceGrain>(device.ToString()).RemoveAsync();
        return new Acknowledged();
    }
}
