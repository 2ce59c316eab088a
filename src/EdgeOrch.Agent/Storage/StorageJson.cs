using System.Text.Json.Serialization;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Storage;

/// <summary>How the agent's own state files are written: as the wire contracts are.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(OutboxRecord))]
[JsonSerializable(typeof(DeviceIdentity))]
[JsonSerializable(typeof(AgentOptions))]
[JsonSerializable(typeof(IReadOnlyList<Digest>))]
[JsonSerializable(typeof(LaunchMetadata))]
internal sealed partial class StorageJson : JsonSerializerContext;
