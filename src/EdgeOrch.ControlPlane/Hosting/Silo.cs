using System.Net;
using System.Net.Sockets;
using EdgeOrch.ControlPlane.Storage;
using Orleans.Serialization;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>The Orleans silo: one, on loopback.</summary>
internal static class Silo
{
    public static void Configure(ISiloBuilder silo, ServeOptions options)
    {
        var (siloPort, gatewayPort) = FreePorts();
        silo.UseLocalhostClustering(siloPort, gatewayPort);
        silo.AddEdgeOrchStorage(new StorageOptions { DataFolder = options.Data, Json = ControlJson.Options });
        AddSerialization(silo.Services);
    }

    /// <summary>Carries our own types between grains as JSON; they need no attributes of Orleans.</summary>
    public static void AddSerialization(IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs, ControlJson.Options));

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("EdgeOrch", StringComparison.Ordinal) == true;

    // Held both at once, so that they differ; let go just before Orleans binds them, so that two control planes on a host do not clash.
    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
