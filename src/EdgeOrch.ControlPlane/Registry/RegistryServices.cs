using EdgeOrch.ControlPlane.Hosting;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The registry's parts.</summary>
internal static class RegistryServices
{
    /// <summary>Adds the registry, which needs an <see cref="Storage.IKeyedStore"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services) => services
        .AddValidatedOptions<RegistryOptions, RegistryOptionsValidator>()
        .AddSingleton(provider => provider.GetRequiredService<IOptions<RegistryOptions>>().Value)
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
