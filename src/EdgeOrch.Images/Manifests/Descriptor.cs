using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>A reference to a blob: OCI image-spec, descriptor.md.</summary>
public sealed record Descriptor
{
    /// <summary>The blob's media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>The blob's digest.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The blob's length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>In an index: what the manifest is for; null when it does not say.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Annotations; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The artifact's type; null when there is none.</summary>
    public string? ArtifactType { get; init; }
}
