using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Writes the documents of the runtime; <see cref="Json.SpecReader"/> reads them.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(ProcessSpec))]
[JsonSerializable(typeof(RootSpec))]
[JsonSerializable(typeof(IReadOnlyList<MountSpec>))]
[JsonSerializable(typeof(LinuxSpec))]
[JsonSerializable(typeof(HooksSpec))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
public sealed partial class ContainerJsonContext : JsonSerializerContext;
