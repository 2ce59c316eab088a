using EdgeOrch.ControlPlane.Hosting;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Registers this folder.</summary>
internal static class DeltaRegistration
{
    /// <summary>Adds the RPC handlers that give devices their images. Needs the registry, the keyed store and the broker.</summary>
    public static IServiceCollection AddDeltas(this IServiceCollection services)
    {
        services.AddValidatedOptions<DeltaOptions, DeltaOptionsValidator>();
        services.AddSingleton<DesiredImages>();
        services.AddSingleton<KnownLayers>();
        services.AddSingleton<DeltaStore>();
        services.AddSingleton<DeltaBuilder>();
        services.AddSingleton<Broker.IRpcHandler, ImagePlanner>();
        services.AddSingleton<Broker.IRpcHandler, BlobReader>();
        return services;
    }
}
