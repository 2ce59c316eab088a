using System.Security.Cryptography;
using System.Text.Json;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Tests;

/// <summary>Wishes and records for tests.</summary>
internal static class Wishes
{
    public static readonly WorkloadId Web = new("shop", "web");

    public static DesiredWorkload Workload(int revision = 1, string image = "one", Func<ContainerManifest, ContainerManifest>? change = null)
    {
        var container = new ContainerManifest { Name = "web", Image = $"shop/web:{image}" };
        return new DesiredWorkload
        {
            Deployment = "shop",
            Revision = revision,
            Container = change is null ? container : change(container),
            Image = new ResolvedImage("shop/web", Image(image)),
        };
    }

    public static Digest Image(string name) => Digest.Compute(System.Text.Encoding.UTF8.GetBytes(name));

    public static DesiredState State(long generation, params DesiredWorkload[] workloads) => new()
    {
        Device = DeviceId.Parse("line-3"),
        Generation = generation,
        IssuedAt = DateTimeOffset.UnixEpoch,
        Workloads = workloads,
    };

    /// <summary>Signed as the control plane signs.</summary>
    public static SignedDocument Sign(DesiredState state, ECDsa key) => DocumentSigner.Sign(JsonSerializer.SerializeToUtf8Bytes(state, WireJson.Default.DesiredState), key);

    public static ContainerRecord Record(DesiredWorkload workload, ContainerPhase phase = ContainerPhase.Running) => new()
    {
        Id = workload.Id.FileName,
        Revision = workload.Revision,
        Phase = phase,
        Pid = phase == ContainerPhase.Running ? 4711 : null,
        StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(workload.Revision),
        Metadata = LaunchMetadata.Of(workload).ToText(),
    };
}
