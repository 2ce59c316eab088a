namespace EdgeOrch.Contracts.Manifests;

/// <summary>What an operator wrote: containers, and which devices should run them.</summary>
public sealed record DeploymentManifest
{
    /// <summary>The only <c>apiVersion</c> there is.</summary>
    public const string CurrentApiVersion = "edgeorch/v1";

    /// <summary>The only <c>kind</c> there is.</summary>
    public const string DeploymentKind = "Deployment";

    /// <summary>Always <see cref="CurrentApiVersion"/>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Always <see cref="DeploymentKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name and labels.</summary>
    public required ManifestMetadata Metadata { get; init; }

    /// <summary>The wish itself.</summary>
    public required DeploymentSpec Spec { get; init; }
}
