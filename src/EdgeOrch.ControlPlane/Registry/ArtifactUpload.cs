using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>An artifact of one blob, to be stored in the registry.</summary>
/// <param name="Repository">The repository of its subject.</param>
/// <param name="Subject">The manifest that it refers to.</param>
/// <param name="ArtifactType">Its type.</param>
/// <param name="BlobMediaType">Media type of its blob.</param>
/// <param name="Annotations">Annotations of the artifact's manifest.</param>
/// <param name="BlobPath">A file that holds the blob; moved into the registry.</param>
public sealed record ArtifactUpload(
    string Repository, BlobDescriptor Subject, string ArtifactType, string BlobMediaType,
    IReadOnlyDictionary<string, string> Annotations, string BlobPath);
