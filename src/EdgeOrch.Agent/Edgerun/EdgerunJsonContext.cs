using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Writes what <c>edgerun features</c> prints.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(Features))]
internal sealed partial class EdgerunJsonContext : JsonSerializerContext;
