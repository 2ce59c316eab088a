using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Identity;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/join-tokens</c>.</summary>
internal static class JoinTokenRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/join-tokens", CreateAsync).WithName("create-join-token")
            .Accepts<JoinTokenRequest>("application/json", "*/*").Produces<JoinTokenResult>(201).Produces<ProblemDocument>(400, ProblemResults.MediaType);
        routes.MapGet("/v1/join-tokens", ListAsync).WithName("list-join-tokens").Produces<IReadOnlyList<JoinTokenView>>();
        routes.MapDelete("/v1/join-tokens/{id}", DeleteAsync).WithName("delete-join-token")
            .Produces(204).Produces<ProblemDocument>(404, ProblemResults.MediaType);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, JoinTokens tokens, CancellationToken cancellation)
    {
        var request = await context.Request.ReadJsonAsync(WireJson.Default.JoinTokenRequest, cancellation);
        if (JoinTokens.Check(request) is { Count: > 0 } problems) throw ApiException.Invalid("join token", problems);
        try
        {
            return Results.Json(await tokens.CreateAsync(request, cancellation), WireJson.Default.JoinTokenResult, statusCode: StatusCodes.Status201Created);
        }
        catch (InvalidOperationException full)
        {
            throw new ApiException(StatusCodes.Status409Conflict, "too-many", "Too many join tokens", full.Message);
        }
    }

    private static async Task<IResult> ListAsync(JoinTokens tokens, CancellationToken cancellation) =>
        Results.Json(await tokens.ListAsync(cancellation), WireJson.Default.IReadOnlyListJoinTokenView);

    private static async Task<IResult> DeleteAsync(string id, JoinTokens tokens, CancellationToken cancellation) =>
        await tokens.DeleteAsync(id, cancellation) ? Results.NoContent() : throw ApiException.NotFound("join token", id);
}
