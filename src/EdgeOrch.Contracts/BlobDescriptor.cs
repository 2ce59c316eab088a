namespace EdgeOrch.Contracts;

/// <summary>A blob of the registry: OCI image-spec, descriptor.md.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="MediaType">Its media type.</param>
public sealed record BlobDescriptor(Digest Digest, long Size, string MediaType);
