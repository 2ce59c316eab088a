using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Cli.Tests.Running;

/// <summary>A small fleet as the API shows it.</summary>
internal static class Fleet
{
    public static readonly Digest Image = Digest.Compute("image"u8);
    private static readonly DateTimeOffset Now = EdgectlRun.Now;

    public static DeviceView Online { get; } = new()
    {
        Id = DeviceId.Parse("gateway-7"),
        Labels = new Dictionary<string, string> { ["site"] = "berlin", ["class"] = "pi4" },
        EnrolledAt = Now.AddDays(-12),
        Link = LinkState.Online,
        LinkSince = Now.AddMinutes(-5),
        DesiredGeneration = 4,
        AppliedGeneration = 3,
        Facts = new DeviceFacts(new Platform("linux", "arm64", "v8"), "0.1.0", "6.6.31", 4000, 4L << 30, 10L << 30),
        ReportedAt = Now.AddSeconds(-30),
        Workloads = [Running, Waiting],
        Conditions = [new Condition("DiskSpace", false, "no-space", "disk \"/var/lib/edgeorchd\": 1 % free, must be 5 %", Now.AddHours(-1))],
    };

    public static DeviceView Offline { get; } = Online with
    {
        Id = DeviceId.Parse("gateway-8"),
        Labels = new Dictionary<string, string> { ["site"] = "munich" },
        Link = LinkState.Offline,
        LinkSince = Now.AddHours(-4),
        Workloads = [Running with { Device = DeviceId.Parse("gateway-8") }],
        Conditions = [],
    };

    public static IReadOnlyList<DeviceView> Devices { get; } = [Online, Offline];

    public static DeploymentView Sensor { get; } = new()
    {
        Name = "sensor",
        Revision = 2,
        CreatedAt = Now.AddDays(-2),
        Manifest = new DeploymentManifest
        {
            ApiVersion = DeploymentManifest.CurrentApiVersion,
            Kind = DeploymentManifest.DeploymentKind,
            Metadata = new ManifestMetadata { Name = "sensor", Labels = new Dictionary<string, string> { ["team"] = "edge" } },
            Spec = new DeploymentSpec
            {
                Selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["site"] = "berlin" } },
                Containers = [new ContainerManifest { Name = "reader", Image = "sensor:2" }],
            },
        },
        Revisions = [new RevisionView(2, Now.AddHours(-3), "two"), new RevisionView(1, Now.AddDays(-2), "one")],
        Selected = 1,
        Ready = 1,
        Unreachable = 0,
        Workloads = [Running],
    };

    public static EventView Event { get; } = new(17, DeviceId.Parse("gateway-7"), Now.AddSeconds(-90), new DeviceEvent
    {
        Sequence = 5,
        At = Now.AddSeconds(-91),
        Type = "workload-started",
        Workload = new WorkloadId("sensor", "reader"),
        Message = "started with pid 412\u001b[31m",
    });

    private static WorkloadView Running => new(
        DeviceId.Parse("gateway-7"),
        new WorkloadId("sensor", "reader"),
        2,
        new ReportedWorkload
        {
            Id = new WorkloadId("sensor", "reader"),
            Revision = 2,
            Phase = WorkloadPhase.Running,
            Health = HealthStatus.Healthy,
            Image = Image,
            Pid = 412,
            StartedAt = Now.AddHours(-3),
            Restarts = 1,
            LastExitCode = 137,
            OomKilled = true,
            Pull = new PullReport(184_320, 190_000, 12_582_912, 1, 0, 3),
        },
        null);

    private static WorkloadView Waiting => new(
        DeviceId.Parse("gateway-7"),
        new WorkloadId("web", "server"),
        1,
        new ReportedWorkload
        {
            Id = new WorkloadId("web", "server"),
            Revision = 0,
            Phase = WorkloadPhase.Pending,
            Why = new Condition("ImageReady", false, "image-platform", "image \"web:1\" has no linux/arm64", Now.AddMinutes(-2), Retryable: false),
        },
        null);
}
