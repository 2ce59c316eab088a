using System.Reflection;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>What the control plane says of itself.</summary>
internal static class ServerRoutes
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } =
        typeof(ServerRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).AllowAnonymous().WithName("health").Produces<string>(200, "text/plain");
        routes.MapGet("/v1/server", (IOptions<BrokerOptions> broker) =>
                Results.Json(new ServerView(Version, broker.Value.PublicHost, broker.Value.Port), WireJson.Default.ServerView))
            .WithName("server").Produces<ServerView>();

        // A TLS chain leaves its root out; a device checks this one against the fingerprint in its join token.
        routes.MapGet("/v1/authority", (CertificateAuthority authority) => Results.Text(authority.CertificatePem, "application/x-pem-file"))
            .AllowAnonymous().WithName("authority").Produces<string>(200, "application/x-pem-file");
    }
}
