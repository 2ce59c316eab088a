using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>POST /v1/apply</c>: manifests, as YAML or JSON.</summary>
internal static class ApplyRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/apply", ApplyAsync).WithName("apply")
            .Accepts<string>("application/yaml", "application/json", "*/*")
            .Produces<ApplyResult>().Produces<ProblemDocument>(422, ProblemResults.MediaType);

    private static async Task<IResult> ApplyAsync(HttpContext context, bool? dryRun, ManifestApplier applier, CancellationToken cancellation)
    {
        var text = await context.Request.ReadTextAsync(Limits.ManifestBytes, cancellation);
        var (result, problems) = await applier.ApplyAsync(text, dryRun ?? false, cancellation);
        return result is not null
            ? Results.Json(result, WireJson.Default.ApplyResult)
            : ProblemResults.Result(422, "invalid-manifest", "Invalid manifest", $"{problems.Count} {(problems.Count == 1 ? "problem" : "problems")}, nothing was applied", problems);
    }
}
