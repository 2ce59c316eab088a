namespace EdgeOrch.Contracts.Desired;

/// <summary>An image for one platform.</summary>
/// <param name="Repository">The registry's repository that holds it.</param>
/// <param name="Digest">Digest of the image manifest (not of an index).</param>
public sealed record ResolvedImage(string Repository, Digest Digest);
