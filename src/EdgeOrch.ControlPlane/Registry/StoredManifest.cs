using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>A manifest of the registry: an image, an index or an artifact.</summary>
/// <param name="Repository">The repository that holds it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">Its exact bytes.</param>
public sealed record StoredManifest(string Repository, Digest Digest, string MediaType, byte[] Content);
