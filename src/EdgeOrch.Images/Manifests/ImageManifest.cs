namespace EdgeOrch.Images.Manifests;

/// <summary>One image: its configuration and its layers, bottom first: OCI image-spec, manifest.md, or Docker schema 2.</summary>
public sealed record ImageManifest
{
    /// <summary>The most layers of an image that can run; the runtime's overlay takes no more.</summary>
    public const int MaxLayers = 200;

    /// <summary>Always 2.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The manifest's own media type; null in older OCI images.</summary>
    public string? MediaType { get; init; }

    /// <summary>The type of an artifact that is no image; null for images.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The configuration blob.</summary>
    public required Descriptor Config { get; init; }

    /// <summary>The layer blobs, bottom first.</summary>
    public required IReadOnlyList<Descriptor> Layers { get; init; }

    /// <summary>What the manifest refers to; null for images.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
