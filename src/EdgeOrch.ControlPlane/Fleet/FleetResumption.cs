using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>At a start, lets every deployment and device finish what a crash may have left half done.</summary>
internal sealed class FleetResumption(IGrainFactory grains, ILogger<FleetResumption> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var index = grains.GetGrain<IFleetIndexGrain>(0);
        // Deployments first: a device then finds each at its last revision.
        foreach (var name in await index.ListDeploymentsAsync())
            await TryAsync("deployment", name, () => grains.GetGrain<IDeploymentGrain>(name).ResumeAsync(), stoppingToken);
        foreach (var id in await index.ListDevicesAsync())
            await TryAsync("device", id, () => grains.GetGrain<IDeviceResumption>(id).ResumeAsync(), stoppingToken);
    }

    private async Task TryAsync(string kind, string name, Func<Task> resume, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            await resume();
        }
#pragma warning disable CA1031 // One that cannot be resumed must not keep the others from it.
        catch (Exception cause) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.NotResumed(cause, kind, name);
        }
    }
}
