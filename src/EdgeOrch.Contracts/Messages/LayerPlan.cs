using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>How a device gets one layer.</summary>
/// <param name="DiffId">Digest of the layer's uncompressed tar; what is made must have it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Blob">The delta, or the layer as pushed; null when present.</param>
/// <param name="FullBytes">Size of the layer as pushed, in bytes.</param>
public sealed record LayerPlan(
    Digest DiffId, LayerSource Source, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] BlobDescriptor? Blob, long FullBytes);
