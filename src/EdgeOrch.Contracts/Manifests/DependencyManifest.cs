namespace EdgeOrch.Contracts.Manifests;

/// <summary>A container of the same deployment that is started before, and stopped after.</summary>
public sealed record DependencyManifest
{
    /// <summary>The other container's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the start waits for. Default <c>started</c>.</summary>
    public DependencyCondition Condition { get; init; }
}
