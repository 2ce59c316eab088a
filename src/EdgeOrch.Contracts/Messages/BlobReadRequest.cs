namespace EdgeOrch.Contracts.Messages;

/// <summary>A device asks for a range of a blob, in chunks on the topic <c>blobs/{transfer}</c>.</summary>
/// <param name="Transfer">Name of the transfer, chosen by the device: 1 to 32 letters and digits.</param>
/// <param name="Repository">The repository of the image.</param>
/// <param name="Image">The image of the device's desired state that the blob belongs to.</param>
/// <param name="Blob">The blob's digest.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes wanted from there; the window. At most 4 MiB.</param>
/// <param name="ChunkBytes">Largest chunk; 1 KiB to <see cref="Limits.ChunkBytes"/>.</param>
public sealed record BlobReadRequest(
    string Transfer, string Repository, Digest Image, Digest Blob, long Offset, int Length, int ChunkBytes);
