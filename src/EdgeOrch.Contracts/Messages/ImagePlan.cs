namespace EdgeOrch.Contracts.Messages;

/// <summary>How a device gets an image: which blobs to read, and what to make of them.</summary>
/// <param name="Manifest">The image manifest.</param>
/// <param name="Config">The image config.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record ImagePlan(BlobDescriptor Manifest, BlobDescriptor Config, IReadOnlyList<LayerPlan> Layers);
