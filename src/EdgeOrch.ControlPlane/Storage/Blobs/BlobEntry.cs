using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Storage.Blobs;

/// <summary>A blob in a listing.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="StoredAt">When it was stored or last touched, UTC.</param>
internal sealed record BlobEntry(Digest Digest, long Bytes, DateTime StoredAt);
