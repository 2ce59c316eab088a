using System.Text.Json.Serialization;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>How this folder's documents are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KnownLayer))]
internal sealed partial class DeltaJson : JsonSerializerContext;
