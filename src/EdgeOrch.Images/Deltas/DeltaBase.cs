using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Deltas;

/// <summary>A layer that the device has, for the encoder.</summary>
/// <param name="DiffId">Its diff_id.</param>
/// <param name="Tar">Its uncompressed tar; must be able to seek, and stays the caller's.</param>
public sealed record DeltaBase(Digest DiffId, Stream Tar);
