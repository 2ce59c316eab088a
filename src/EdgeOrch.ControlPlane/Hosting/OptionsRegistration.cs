using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Registers options with what checks them.</summary>
internal static class OptionsRegistration
{
    /// <summary>Adds options that are checked before anything starts.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }
}
