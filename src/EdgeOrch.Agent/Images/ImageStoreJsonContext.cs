using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Images;

/// <summary>The source-generated JSON of the store's own documents.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImageRecord))]
internal sealed partial class ImageStoreJsonContext : JsonSerializerContext;
