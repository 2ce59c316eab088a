using System.Text.Json.Serialization;

namespace EdgeOrch.Images.Manifests;

/// <summary>The source-generated JSON of the OCI documents.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(Layouts.LayoutMarker))]
[JsonSerializable(typeof(IReadOnlyList<Archives.DockerArchiveImage>), TypeInfoPropertyName = "DockerArchive")]
public sealed partial class ImageJsonContext : JsonSerializerContext;
