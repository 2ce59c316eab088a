using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>What the rest of the control plane asks of the OCI registry; the HTTP endpoints are beside it.</summary>
public interface IRegistry
{
    /// <summary>The manifest that a tag or a digest names; null when the repository or the reference is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag, or a digest as text.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<StoredManifest?> ResolveAsync(string repository, string reference, CancellationToken cancellation);

    /// <summary>Opens a blob, a layer, config or manifest, for reading at any position; null when it is not there.</summary>
    Stream? OpenBlob(Digest digest);

    /// <summary>A blob's length in bytes; null when it is not there.</summary>
    long? BlobBytes(Digest digest);

    /// <summary>Stores an artifact that refers to a subject (OCI image-spec v1.1, "Guidelines for Artifact Usage"): one blob under an artifact type.</summary>
    /// <returns>The blob's descriptor.</returns>
    Task<BlobDescriptor> PutArtifactAsync(ArtifactUpload artifact, CancellationToken cancellation);

    /// <summary>Manifests of a repository whose subject is <paramref name="subject"/>, of one artifact type.</summary>
    Task<IReadOnlyList<StoredManifest>> ListReferrersAsync(string repository, Digest subject, string artifactType, CancellationToken cancellation);

    /// <summary>Every tag of every repository, ordered.</summary>
    Task<IReadOnlyList<StoredTag>> ListTagsAsync(CancellationToken cancellation);
}
