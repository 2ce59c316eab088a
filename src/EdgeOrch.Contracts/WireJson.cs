using System.Text.Json.Serialization;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts;

/// <summary>How every contract is written as JSON: camelCase, enums as their words, nothing written for null, unknown members refused nowhere on the wire.</summary>
/// <remarks>
/// A newer peer may send members that this one does not know; manifests and config files have readers of their own that refuse them.
/// An older one may leave out members that came later, and generated code hands <c>default</c> to an <c>init</c> that is absent. So a
/// member has a default of zero or null, or is a reference whose <c>init</c> turns null into its default, or is <c>[JsonRequired]</c> from the first.
/// Metadata alone, here and in the device's other contexts: a second writer for each type was 0.2 MB of every device.
/// </remarks>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(DeploymentManifest))]
[JsonSerializable(typeof(ContainerManifest))]
[JsonSerializable(typeof(SignedDocument))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(ReportedState))]
[JsonSerializable(typeof(LinkMessage))]
[JsonSerializable(typeof(RpcError))]
[JsonSerializable(typeof(ImagePlanRequest))]
[JsonSerializable(typeof(ImagePlan))]
[JsonSerializable(typeof(BlobReadRequest))]
[JsonSerializable(typeof(BlobReadResult))]
[JsonSerializable(typeof(CertificateRenewRequest))]
[JsonSerializable(typeof(CertificateRenewResult))]
[JsonSerializable(typeof(LeaveRequest))]
[JsonSerializable(typeof(Acknowledged))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(EventsAcknowledged))]
[JsonSerializable(typeof(LogReadRequest))]
[JsonSerializable(typeof(LogReadResult))]
[JsonSerializable(typeof(UsageReadRequest))]
[JsonSerializable(typeof(UsageReadResult))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentResult))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenResult))]
[JsonSerializable(typeof(IReadOnlyList<JoinTokenView>))]
[JsonSerializable(typeof(ApplyResult))]
[JsonSerializable(typeof(DeploymentView))]
[JsonSerializable(typeof(IReadOnlyList<DeploymentView>))]
[JsonSerializable(typeof(DeviceView))]
[JsonSerializable(typeof(IReadOnlyList<DeviceView>))]
[JsonSerializable(typeof(WorkloadView))]
[JsonSerializable(typeof(IReadOnlyList<WorkloadView>))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(IReadOnlyList<EventView>))]
[JsonSerializable(typeof(IReadOnlyList<ImageView>))]
[JsonSerializable(typeof(LabelsChange))]
[JsonSerializable(typeof(ServerView))]
public sealed partial class WireJson : JsonSerializerContext;
