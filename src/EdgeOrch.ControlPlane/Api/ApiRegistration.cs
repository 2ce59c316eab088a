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
            .AddPolicy(TokenScheme.Registry, policy => policy.AddAuthenticationSchemes(TokenScheme.Registry).RequireAuthenticatedUser());
        services.AddOpenApi();
        return services;
    }

    /// <summary>Maps every route of the API.</summary>
    public static void MapApi(this WebApplication app)
    {
        ServerRoutes.Map(app);
        ApplyRoutes.Map(app);
        DeploymentRoutes.Map(app);
        DeviceRoutes.Map(app);
        LogRoutes.Map(app);
        EventRoutes.Map(app);
        ImageRoutes.Map(app);
        JoinTokenRoutes.Map(app);
        SchemaRoutes.Map(app);
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
    }
}
