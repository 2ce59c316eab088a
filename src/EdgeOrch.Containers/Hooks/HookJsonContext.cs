using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Hooks;

/// <summary>Source-generated JSON of what hooks and listeners read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookState))]
[JsonSerializable(typeof(ListenerState))]
internal sealed partial class HookJsonContext : JsonSerializerContext;
