using System.Text;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>What the two sides tell each other of a device's state; some of it is also stored on the device.</summary>
internal static class StateSamples
{
    public static readonly DeviceFacts Facts = new(new Platform("linux", "arm64", "v8"), "0.1.0", "6.1.0-28-arm64", 4000, 1_073_741_824, 7_516_192_768);

    public static readonly ReportedWorkload Running = new()
    {
        Id = Known.Workload,
        Revision = 3,
        Phase = WorkloadPhase.BackingOff,
        Health = HealthStatus.Unhealthy,
        Image = Known.One,
        Pid = 4711,
        StartedAt = Known.Noon,
        Restarts = 2,
        LastExitCode = 137,
        OomKilled = true,
        Why = new Condition("Running", false, "out-of-memory", "killed at 64 MiB", Known.Noon, Retryable: false),
        Pull = new PullReport(1_024, 2_048, 104_857_600, 1, 0, 4),
    };

    public static readonly ReportedWorkload Pending = new() { Id = Known.Workload, Revision = 0, Phase = WorkloadPhase.Pending };

    private static readonly DesiredState Desired = new()
    {
        Device = Known.Device,
        Generation = 12,
        IssuedAt = Known.Noon,
        Workloads = [new DesiredWorkload { Deployment = "web", Revision = 3, Container = ManifestSamples.Container, Image = new ResolvedImage("web/nginx", Known.One) }],
    };

    private static readonly ReportedState Reported = new()
    {
        Device = Known.Device,
        Sequence = 41,
        BootId = "0d3c6a52-6c0f-4b43-9b0b-0d9f1b7a3c11",
        At = Known.Noon,
        ObservedGeneration = 12,
        AppliedGeneration = 11,
        Facts = Facts,
        Workloads = [Running, Pending],
        Conditions = [Known.NoSpace],
    };

    public static IEnumerable<Sample> All =>
    [
        Sample.Of(Desired), Sample.Least(Desired with { Workloads = [] }),
        Sample.Of(Reported),
        Sample.Least(Reported with { Facts = Facts with { Platform = new Platform("linux", "amd64") }, Workloads = [Pending], Conditions = [] }),
        Sample.Of(new SignedDocument("5f2a", Encoding.UTF8.GetBytes("{\"device\":\"pi-1\"}"), [1, 2, 3, 250])),
        Sample.Of(new LinkMessage(LinkState.Online, 11)),
    ];
}
