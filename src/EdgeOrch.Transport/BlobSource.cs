using EdgeOrch.Contracts;

namespace EdgeOrch.Transport;

/// <summary>A blob to pull.</summary>
/// <param name="Repository">The repository of the image.</param>
/// <param name="Image">The image of the device's desired state that the blob belongs to.</param>
/// <param name="Blob">The blob.</param>
public sealed record BlobSource(string Repository, Digest Image, BlobDescriptor Blob);
