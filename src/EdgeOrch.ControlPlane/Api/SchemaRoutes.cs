using EdgeOrch.ControlPlane.Deployments;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/schemas</c>: JSON Schemas for editors.</summary>
internal static class SchemaRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/schemas/deployment.json", () => Results.Text(ManifestSchema.Text, "application/schema+json"))
            .AllowAnonymous().WithName("deployment-schema").Produces<string>(200, "application/schema+json");
}
