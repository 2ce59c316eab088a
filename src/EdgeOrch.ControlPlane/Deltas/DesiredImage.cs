using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>An image of a device's desired state, read from the registry.</summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers as pushed, lowest first.</param>
/// <param name="DiffIds">Their diff_ids, in the same order.</param>
internal sealed record DesiredImage(
    string Repository, BlobDescriptor Manifest, BlobDescriptor Config, IReadOnlyList<BlobDescriptor> Layers, IReadOnlyList<Digest> DiffIds);
