using EdgeOrch.ControlPlane.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Registers and maps this folder.</summary>
internal static class ApiRegistration
{
    /// <summary>Adds authentication by token, the policies of the API and the registry, and the OpenAPI document.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddAuthentication(TokenScheme.Api)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenScheme.Api, null)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenScheme.Registry, null);
        services.AddAuthorizationBuilder()
            // Whatever says nothing else needs a token: a route that forgets to is closed.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(TokenScheme.Api).RequireAuthenticatedUser().Build())
            .AddPolicy(RegistryEndpoints.Policy, policy => policy.AddAuthenticationSchemes(TokenScheme.Registry).RequireAuthenticatedUser());
        services.AddOpenApi();
        return services;
    }

    /// <summary>Maps every route of the API.</summary>
    public static void MapApi(this WebApplication app)
    {
        // A refusal is an answer, not a failure of the program: it is caught here, before anything logs it as one.
        var api = app.MapGroup("").AddEndpointFilter(AnswerRefusalsAsync);
        ServerRoutes.Map(api);
        ApplyRoutes.Map(api);
        DeploymentRoutes.Map(api);
        DeviceRoutes.Map(api);
        LogRoutes.Map(api);
        UsageRoutes.Map(api);
        EventRoutes.Map(api);
        ImageRoutes.Map(api);
        JoinTokenRoutes.Map(api);
        SchemaRoutes.Map(api);
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
    }

    private static async ValueTask<object?> AnswerRefusalsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ApiException refused)
        {
            return refused.Result;
        }
    }
}
