using EdgeOrch.ControlPlane.Fleet;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Registers this folder and the fleet's.</summary>
internal static class DeviceRegistration
{
    /// <summary>Adds what device grains need. Register it after the silo: it resumes the fleet at a start.</summary>
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddSingleton<IDesiredStateSigner, PinnedKeySigner>();
        services.AddSingleton<DesiredPublisher>();
        services.AddHostedService<FleetResumption>();
        return services;
    }
}
