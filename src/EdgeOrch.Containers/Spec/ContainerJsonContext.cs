using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Writes the documents of the runtime; <see cref="Json.SpecReader"/> reads them.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerSpec))]
public sealed partial class ContainerJsonContext : JsonSerializerContext;
