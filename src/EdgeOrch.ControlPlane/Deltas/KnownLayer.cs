using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>A layer that some device was told to get; so devices may have it.</summary>
/// <param name="DiffId">Digest of its uncompressed tar.</param>
/// <param name="Blob">The layer as pushed.</param>
/// <param name="Repository">A repository with an image of it.</param>
/// <param name="Index">Its place in that image, from 0.</param>
internal sealed record KnownLayer(Digest DiffId, BlobDescriptor Blob, string Repository, int Index);
