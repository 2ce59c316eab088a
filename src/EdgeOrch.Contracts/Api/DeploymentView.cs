using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Api;

/// <summary>A deployment as the API shows it.</summary>
public sealed record DeploymentView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its current revision.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was first applied.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The current revision's manifest.</summary>
    public required DeploymentManifest Manifest { get; init; }

    /// <summary>Every kept revision, newest first.</summary>
    public required IReadOnlyList<RevisionView> Revisions { get; init; }

    /// <summary>Devices selected.</summary>
    public required int Selected { get; init; }

    /// <summary>Devices on which the current revision runs, healthy.</summary>
    public required int Ready { get; init; }

    /// <summary>Devices that cannot be told about now; neither ready nor failed.</summary>
    public required int Unreachable { get; init; }

    /// <summary>Each selected device's own state.</summary>
    public required IReadOnlyList<WorkloadView> Workloads { get; init; }
}
