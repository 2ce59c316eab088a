using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>A tag and what it points to.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">A manifest or an index.</param>
public sealed record StoredTag(string Repository, string Tag, Digest Digest);
