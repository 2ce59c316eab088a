namespace EdgeOrch.Images.Manifests;

/// <summary>A list of manifests, most often one a platform: OCI image-spec, image-index.md, or Docker's manifest list.</summary>
public sealed record ImageIndex
{
    /// <summary>Always 2.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The index's own media type; null in older OCI layouts.</summary>
    public string? MediaType { get; init; }

    /// <summary>The manifests, in order of preference.</summary>
    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    /// <summary>Annotations; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
