using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>Source-generated JSON of the supervisor's socket and files.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(SupervisorRequest))]
[JsonSerializable(typeof(SupervisorReply))]
[JsonSerializable(typeof(ContainerLaunch))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ObservedRecord))]
[JsonSerializable(typeof(BridgeState))]
[JsonSerializable(typeof(Handover))]
internal sealed partial class SupervisionJson : JsonSerializerContext;
