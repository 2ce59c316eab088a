using EdgeOrch.ControlPlane.Storage;
using Microsoft.AspNetCore.Connections;
using Orleans.Serialization;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>The Orleans silo: a cluster of one, that no other process reaches.</summary>
internal static class Silo
{
    // Part of the silo's name; nothing listens on it.
    private const int NominalPort = 11111;

    public static void Configure(ISiloBuilder silo, ServeOptions options)
    {
        silo.UseLocalhostClustering(NominalPort, gatewayPort: 0);
        ListenToNobody(silo.Services);
        silo.AddEdgeOrchStorage(new StorageOptions { DataFolder = options.Data, Json = ControlJson.Options });
        AddSerialization(silo.Services);
    }

    /// <summary>Carries our own types between grains as JSON; they need no attributes of Orleans.</summary>
    public static void AddSerialization(IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs, ControlJson.Options));

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("EdgeOrch", StringComparison.Ordinal) == true;

    // Whoever reaches a silo's port may call every grain, and a port may be another program's; a cluster of one needs none.
    private static void ListenToNobody(IServiceCollection services)
    {
        var listeners = services.Where(service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)).ToList();
        if (listeners.Count == 0) throw new InvalidOperationException("Orleans registers no connection listeners any more: its silo would open a port");
        foreach (var listener in listeners)
        {
            services.Remove(listener);
            services.AddKeyedSingleton<IConnectionListenerFactory, SilentListenerFactory>(listener.ServiceKey);
        }
    }
}
