namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary>Registers this folder.</summary>
internal static class EnrolmentRegistration
{
    /// <summary>Adds what <see cref="EnrolmentEndpoint.MapEnrolment"/> needs, beside identity and broker.</summary>
    public static IServiceCollection AddEnrolment(this IServiceCollection services)
    {
        services.AddSingleton<Enroller>();
        services.AddSingleton<EnrolmentRate>();
        return services;
    }
}
