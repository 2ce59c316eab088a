using EdgeOrch.ControlPlane.Hosting;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Checks <see cref="IdentityOptions"/>.</summary>
internal sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
{
    // What browsers and most TLS libraries accept of a leaf at most (CA/Browser Forum, Baseline Requirements §6.3.2).
    private static readonly TimeSpan LongestLeaf = TimeSpan.FromDays(825);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IdentityOptions options) => new OptionRules("identity")
        .Absolute("directory", options.Directory)
        .Holds(options.ServerNames.All(HostNames.IsValid), "serverNames", $"{string.Join(", ", options.ServerNames)}: must each be {HostNames.Rule}")
        .Between("deviceCertificateLifetime", options.DeviceCertificateLifetime, TimeSpan.FromMinutes(1), LongestLeaf)
        .Between("serverCertificateLifetime", options.ServerCertificateLifetime, TimeSpan.FromHours(1), LongestLeaf)
        .Between("authorityLifetime", options.AuthorityLifetime, TimeSpan.FromDays(1), TimeSpan.FromDays(50 * 365))
        .Result;
}
