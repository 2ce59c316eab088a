using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Source-generated JSON for the documents of the runtime.</summary>
/// <remarks>The records have setters, not <c>init</c>: generated code passes init-only properties through a constructor, which loses
/// their defaults. Treat them as immutable all the same.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(ProcessSpec))]
[JsonSerializable(typeof(ResourceSpec))]
public sealed partial class ContainerJsonContext : JsonSerializerContext;
