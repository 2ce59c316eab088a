namespace EdgeOrch.Contracts.Manifests;

/// <summary>Name and labels of a manifest.</summary>
public sealed record ManifestMetadata
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    /// <summary>The deployment's name, a <see cref="ResourceName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Labels of the deployment itself; at most <see cref="Limits.Labels"/>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? NoLabels; } = NoLabels;
}
