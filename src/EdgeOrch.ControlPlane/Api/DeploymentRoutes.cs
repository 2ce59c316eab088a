using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Fleet;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/deployments</c>.</summary>
internal static class DeploymentRoutes
{
    private const int Together = 16;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/deployments", ListAsync).WithName("list-deployments").Produces<IReadOnlyList<DeploymentView>>();
        routes.MapGet("/v1/deployments/{name}", GetAsync).WithName("get-deployment")
            .Produces<DeploymentView>().Produces<ProblemDocument>(404, ProblemResults.MediaType);
        routes.MapDelete("/v1/deployments/{name}", DeleteAsync).WithName("delete-deployment")
            .Produces(204).Produces<ProblemDocument>(404, ProblemResults.MediaType);
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains)
    {
        var views = new List<DeploymentView>();
        foreach (var batch in (await grains.GetGrain<IFleetIndexGrain>(0).ListDeploymentsAsync()).Chunk(Together))
            views.AddRange((await Task.WhenAll(batch.Select(name => grains.GetGrain<IDeploymentGrain>(name).GetViewAsync()))).OfType<DeploymentView>());
        return Results.Json(views, WireJson.Default.IReadOnlyListDeploymentView);
    }

    private static async Task<IResult> GetAsync(string name, IGrainFactory grains) =>
        Results.Json(await Grain(name, grains).GetViewAsync() ?? throw NotFound(name), WireJson.Default.DeploymentView);

    private static async Task<IResult> DeleteAsync(string name, IGrainFactory grains) =>
        await Grain(name, grains).DeleteAsync() ? Results.NoContent() : throw NotFound(name);

    private static IDeploymentGrain Grain(string name, IGrainFactory grains) =>
        ResourceName.IsValid(name) ? grains.GetGrain<IDeploymentGrain>(name) : throw NotFound(name);

    private static ApiException NotFound(string name) => ApiException.NotFound("deployment", name);
}
