namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The registry's parts.</summary>
internal static class RegistryServices
{
    /// <summary>Adds the registry, which needs an <see cref="Storage.IKeyedStore"/>, a <see cref="TimeProvider"/> and <paramref name="options"/>.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services, RegistryOptions options) => services
        .AddSingleton(options)
        .AddSingleton<BlobFiles>()
        .AddSingleton<RegistryIndex>()
        .AddSingleton<OciRegistry>()
        .AddSingleton<IRegistry>(provider => provider.GetRequiredService<OciRegistry>())
        .AddSingleton<BlobEndpoints>()
        .AddSingleton<UploadEndpoints>()
        .AddSingleton<ManifestEndpoints>()
        .AddSingleton<ListEndpoints>()
        .AddHostedService<RegistryGarbageCollector>();
}
