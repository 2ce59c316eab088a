namespace EdgeOrch.Contracts.Api;

/// <summary>A tag of the registry.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">What it points to: a manifest or an index.</param>
/// <param name="Platforms">The platforms that it holds.</param>
/// <param name="Bytes">Size of its blobs, each counted once.</param>
public sealed record ImageView(string Repository, string Tag, Digest Digest, IReadOnlyList<Platform> Platforms, long Bytes);
