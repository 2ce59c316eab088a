using EdgeOrch.ControlPlane.Hosting;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Checks <see cref="RegistryOptions"/>.</summary>
internal sealed class RegistryOptionsValidator : IValidateOptions<RegistryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RegistryOptions options) => new OptionRules("registry")
        .Absolute("folder", options.Folder)
        .Between("maxBlobBytes", options.MaxBlobBytes, 1L << 20, 1L << 50)
        .Between("graceAge", options.GraceAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Between("collectEvery", options.CollectEvery, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))
        .Result;
}
