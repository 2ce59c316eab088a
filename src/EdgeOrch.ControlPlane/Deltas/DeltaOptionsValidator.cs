using EdgeOrch.ControlPlane.Hosting;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Checks <see cref="DeltaOptions"/>.</summary>
internal sealed class DeltaOptionsValidator : IValidateOptions<DeltaOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeltaOptions options) => new OptionRules("deltas")
        .Absolute("workDirectory", options.WorkDirectory)
        .Between("workBytes", options.WorkBytes, 1L << 20, 1L << 50)
        .Between("parallelJobs", options.ParallelJobs, 1, 64)
        .Between("maxBases", options.MaxBases, 1, 16)
        .Between("largestShare", options.LargestShare, 0.01, 1.0)
        .Between("smallestLayerBytes", options.SmallestLayerBytes, 0L, 1L << 40)
        .Result;
}
