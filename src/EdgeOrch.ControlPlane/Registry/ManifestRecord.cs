using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>What the registry keeps of a manifest beside its bytes.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Blobs">Blobs that it needs: config and layers.</param>
/// <param name="Manifests">Manifests that it needs: those of an index.</param>
/// <param name="Subject">What it refers to; null when it refers to nothing.</param>
/// <param name="ArtifactType">Its artifact type, or its config's media type; null when it has none.</param>
/// <param name="Annotations">Its annotations.</param>
internal sealed record ManifestRecord(
    string MediaType, long Bytes, IReadOnlyList<Digest> Blobs, IReadOnlyList<Digest> Manifests, Digest? Subject = null,
    string? ArtifactType = null, IReadOnlyDictionary<string, string>? Annotations = null);
