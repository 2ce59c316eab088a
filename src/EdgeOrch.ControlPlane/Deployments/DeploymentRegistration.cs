namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Registers this folder.</summary>
internal static class DeploymentRegistration
{
    public static IServiceCollection AddDeployments(this IServiceCollection services)
    {
        services.AddSingleton<ImagePinner>();
        services.AddSingleton<FleetFit>();
        services.AddSingleton<ManifestApplier>();
        return services;
    }
}
