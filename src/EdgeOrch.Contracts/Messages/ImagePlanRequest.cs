namespace EdgeOrch.Contracts.Messages;

/// <summary>A device asks how to get an image of its desired state.</summary>
/// <param name="Repository">The repository of the image.</param>
/// <param name="Image">Digest of the image manifest.</param>
/// <param name="HeldLayers">diff_ids of every layer that the device has unpacked.</param>
/// <param name="RefusedDeltas">Digests of delta blobs that did not apply here; the plan avoids them.</param>
public sealed record ImagePlanRequest(
    string Repository, Digest Image, IReadOnlyList<Digest> HeldLayers, IReadOnlyList<Digest> RefusedDeltas);
