using EdgeOrch.ControlPlane.Storage.LiteDb;
using Orleans.Storage;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>Registers what keeps the control plane's state.</summary>
internal static class StorageServiceCollectionExtensions
{
    /// <summary>Adds the keyed store, and grain storage and reminders over the store.</summary>
    public static ISiloBuilder AddEdgeOrchStorage(this ISiloBuilder silo, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(options);
        silo.AddReminders();
        silo.Services.AddEdgeOrchStorage(options);
        return silo;
    }

    private static void AddEdgeOrchStorage(this IServiceCollection services, StorageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IKeyedStore>(provider => new LiteDbKeyedStore(
            new FolderStoreFiles(Path.Combine(options.DataFolder, "db")), provider.GetRequiredService<ILogger<LiteDbKeyedStore>>()));
        services.AddSingleton<IReminderTable, KeyedReminderTable>();
        services.AddKeyedSingleton<IGrainStorage>(StorageOptions.GrainStorageName, (provider, _) => CreateGrainStorage(provider, options));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(StorageOptions.GrainStorageName));
    }

    private static KeyedGrainStorage CreateGrainStorage(IServiceProvider provider, StorageOptions options) =>
        new(provider.GetRequiredService<IKeyedStore>(), options.Json);
}
