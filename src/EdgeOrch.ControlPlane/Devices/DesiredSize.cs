using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>The size of a desired state, which has to fit one message once it is signed.</summary>
internal static class DesiredSize
{
    /// <summary>The largest desired state, in bytes: signed, it stands in its message as base64, beside key id and signature.</summary>
    public const int Most = (Limits.MessageBytes - EnvelopeBytes) / 4 * 3;

    private const int EnvelopeBytes = 512;

    private static readonly DeviceId LongestId = DeviceId.Parse(new string('x', ResourceName.MaxLength));

    /// <summary>The bytes of a desired state of this deployment alone, whatever the device.</summary>
    public static int Of(DeploymentAssignment assignment) => Of([.. assignment.Containers.Zip(assignment.Images, (container, image) => Workload(assignment, container, image))]);

    /// <summary>The bytes of a desired state of these workloads, at most: its device, number and time taken at their longest.</summary>
    public static int Of(IReadOnlyList<DesiredWorkload> workloads)
    {
        var longest = new DesiredState { Device = LongestId, Generation = long.MaxValue, IssuedAt = DateTimeOffset.MaxValue, Workloads = workloads };
        return JsonSerializer.SerializeToUtf8Bytes(longest, WireJson.Default.DesiredState).Length;
    }

    private static DesiredWorkload Workload(DeploymentAssignment assignment, ContainerManifest container, PinnedImage image) => new()
    {
        Deployment = assignment.Deployment,
        Revision = assignment.Revision,
        Container = container,
        Image = image.Platforms.Select(platform => platform.Image).FirstOrDefault() ?? new ResolvedImage("", Digest.Compute([])),
    };
}
