namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The HTTP endpoints of OCI distribution-spec v1.1 under <c>/v2/</c>.</summary>
internal static class RegistryEndpoints
{
    /// <summary>The authorisation policy that the endpoints require.</summary>
    public const string Policy = "registry";

    // A repository's name holds slashes, so no route template can find where it ends: one route, read by hand.
    private static readonly string[] Kinds = ["/blobs/uploads", "/blobs/", "/manifests/", "/tags/list", "/referrers/"];

    /// <summary>Maps them.</summary>
    public static IEndpointConventionBuilder MapRegistry(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.Map("/v2/{**path}", HandleAsync).RequireAuthorization(Policy).ExcludeFromDescription();
    }

    private static async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-API-Version"] = "registry/2.0";
        try
        {
            await RouteAsync(context, context.Request.RouteValues["path"] as string ?? "");
        }
        catch (RegistryException e) when (!context.Response.HasStarted)
        {
            await Results.Json(
                new RegistryBodies.ErrorList([new RegistryBodies.Error(e.Code, e.Message)]), RegistryJson.Default.ErrorList, statusCode: e.Status).ExecuteAsync(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Results.Json(
                new RegistryBodies.ErrorList([new RegistryBodies.Error("SIZE_INVALID", e.Message)]), RegistryJson.Default.ErrorList, statusCode: e.StatusCode).ExecuteAsync(context);
        }
    }

    private static Task RouteAsync(HttpContext context, string path)
    {
        var services = context.RequestServices;
        if (path.Length == 0) return Task.CompletedTask;
        if (path == "_catalog") return services.GetRequiredService<ListEndpoints>().CatalogAsync(context);
        foreach (var kind in Kinds)
        {
            var at = path.LastIndexOf(kind, StringComparison.Ordinal);
            if (at < 0) continue;
            var repository = RegistryNames.CheckRepository(path[..at]);
            var rest = path[(at + kind.Length)..];
            return kind switch
            {
                "/blobs/uploads" => services.GetRequiredService<UploadEndpoints>().HandleAsync(context, repository, rest.Trim('/')),
                "/blobs/" => services.GetRequiredService<BlobEndpoints>().HandleAsync(context, repository, RegistryNames.ParseDigest(rest)),
                "/manifests/" => services.GetRequiredService<ManifestEndpoints>().HandleAsync(context, repository, rest),
                "/tags/list" => services.GetRequiredService<ListEndpoints>().TagsAsync(context, repository),
                _ => services.GetRequiredService<ListEndpoints>().ReferrersAsync(context, repository, RegistryNames.ParseDigest(rest)),
            };
        }

        throw new RegistryException(StatusCodes.Status404NotFound, "NAME_UNKNOWN", $"\"/v2/{path}\": no such endpoint");
    }

    /// <summary>The answer to a method that an endpoint has not.</summary>
    internal static RegistryException Unsupported(HttpContext context) =>
        new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", $"{context.Request.Method} \"{context.Request.Path}\": is not supported");
}
