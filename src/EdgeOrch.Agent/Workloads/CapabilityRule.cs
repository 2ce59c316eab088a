using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>The capability set of a container: the default one, less what is dropped, and what is added.</summary>
internal static class CapabilityRule
{
    /// <summary>Names with <c>CAP_</c>, in a stable order.</summary>
    /// <exception cref="WorkloadException"><c>capability-unknown</c>.</exception>
    public static IReadOnlyList<string> Resolve(CapabilitiesManifest manifest)
    {
        var set = new SortedSet<string>(SpecDefaults.CapabilityNames, StringComparer.Ordinal);
        foreach (var name in manifest.Drop) set.ExceptWith(Expand(name));
        foreach (var name in manifest.Add) set.UnionWith(Expand(name));
        return [.. set];
    }

    private static IEnumerable<string> Expand(string written)
    {
        var name = written.ToUpperInvariant();
        if (name is "ALL" or "CAP_ALL") return SpecDefaults.AllCapabilityNames;
        if (!name.StartsWith("CAP_", StringComparison.Ordinal)) name = "CAP_" + name;
        return SpecDefaults.AllCapabilityNames.Contains(name)
            ? [name]
            : throw new WorkloadException("capability-unknown", $"capability \"{written}\": must be one of capabilities(7), or ALL", retryable: false);
    }
}
