using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Source-generated JSON of the documents of <c>edgerun</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerState))]
[JsonSerializable(typeof(IReadOnlyList<ContainerState>))]
[JsonSerializable(typeof(Features))]
internal sealed partial class EdgerunJsonContext : JsonSerializerContext;
