using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Source-generated JSON for the documents of the runtime.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(ProcessSpec))]
public sealed partial class ContainerJsonContext : JsonSerializerContext;
