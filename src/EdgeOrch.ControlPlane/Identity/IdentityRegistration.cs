using EdgeOrch.ControlPlane.Hosting;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Registers this folder.</summary>
internal static class IdentityRegistration
{
    /// <summary>Adds the CA, the signing key, tokens, and the RPC handlers that concern a device's identity. Needs an <see cref="Storage.IKeyedStore"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddValidatedOptions<IdentityOptions, IdentityOptionsValidator>();
        services.AddSingleton<CertificateAuthority>();
        services.AddHostedService<ServerCertificateRenewal>();
        services.AddSingleton<DesiredStateKey>();
        services.AddSingleton<JoinTokens>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<Broker.IRpcHandler, CertificateRenewHandler>();
        services.AddSingleton<Broker.IRpcHandler, LeaveHandler>();
        return services;
    }
}
