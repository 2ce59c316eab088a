using System.Text.Json.Serialization;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Desired;

/// <summary>One container that a device should run.</summary>
public sealed record DesiredWorkload
{
    /// <summary>The deployment it belongs to.</summary>
    public required string Deployment { get; init; }

    /// <summary>The deployment's revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The container as its operator wrote it.</summary>
    public required ContainerManifest Container { get; init; }

    /// <summary>Its image, resolved for the device's platform when the revision was made.</summary>
    public required ResolvedImage Image { get; init; }

    /// <summary>The workload's id.</summary>
    [JsonIgnore]
    public WorkloadId Id => new(Deployment, Container.Name);
}
