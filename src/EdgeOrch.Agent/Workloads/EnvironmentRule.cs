using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>The environment of a container: defaults, then the image's, then the manifest's; a later one of the same name replaces.</summary>
internal static class EnvironmentRule
{
    /// <summary>The environment as <c>NAME=value</c>, in order of first mention.</summary>
    /// <param name="container">What was written.</param>
    /// <param name="image">What the image says.</param>
    /// <param name="hostName">Host name of the container.</param>
    /// <param name="home">Home folder of its user; a HOME of the image or manifest wins.</param>
    public static IReadOnlyList<string> Merge(ContainerManifest container, ProcessConfig? image, string hostName, string home)
    {
        var order = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Set("PATH", SpecDefaults.Path);
        Set("HOSTNAME", hostName);
        Set("HOME", home);
        foreach (var pair in image?.Env ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) Set(pair[..equals], pair[(equals + 1)..]);
        }

        foreach (var variable in container.Env) Set(variable.Name, variable.Value);
        return [.. order.Select(name => $"{name}={values[name]}")];

        void Set(string name, string value)
        {
            if (values.TryAdd(name, value)) order.Add(name);
            else values[name] = value;
        }
    }
}
