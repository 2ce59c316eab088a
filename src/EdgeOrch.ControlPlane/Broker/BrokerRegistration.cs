using EdgeOrch.ControlPlane.Hosting;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Registers this folder.</summary>
internal static class BrokerRegistration
{
    /// <summary>Adds the built-in broker as a hosted service and as the <see cref="IDeviceLink"/>. Register it after the silo, so that it starts later and stops earlier.</summary>
    public static IServiceCollection AddBroker(this IServiceCollection services)
    {
        services.AddValidatedOptions<BrokerOptions, BrokerOptionsValidator>();
        services.AddSingleton<DeviceListener>();
        services.AddSingleton<BrokerServer>();
        services.AddSingleton<DropCounter>();
        services.AddSingleton<DeviceInboxes>();
        services.AddSingleton<MqttDeviceLink>();
        services.AddSingleton<IDeviceLink>(s => s.GetRequiredService<MqttDeviceLink>());
        services.AddSingleton<MessageDispatcher>();
        services.AddHostedService<MqttBroker>();
        return services;
    }
}
