namespace EdgeOrch.Contracts.Manifests;

/// <summary>Which devices should run which containers, and how a change gets to them.</summary>
public sealed record DeploymentSpec
{
    /// <summary>The devices, by their labels. An empty selector selects every device.</summary>
    public required LabelSelector Selector { get; init; }

    /// <summary>The containers; 1 to <see cref="Limits.ContainersPerDeployment"/>.</summary>
    public required IReadOnlyList<ContainerManifest> Containers { get; init; }

    /// <summary>How a change reaches the fleet; null means every selected device at once.</summary>
    public RolloutManifest? Rollout { get; init; }
}
