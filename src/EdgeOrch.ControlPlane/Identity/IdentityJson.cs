using System.Text.Json.Serialization;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>How this folder's documents are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JoinTokenDocument))]
[JsonSerializable(typeof(ApiTokenDocument))]
internal sealed partial class IdentityJson : JsonSerializerContext;
