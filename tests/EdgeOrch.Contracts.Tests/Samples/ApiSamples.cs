using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>Bodies of the REST API.</summary>
internal static class ApiSamples
{
    private static readonly WorkloadView Workload = new(Known.Device, Known.Workload, 3, StateSamples.Running, Known.NoSpace);

    private static readonly DeviceView Device = new()
    {
        Id = Known.Device,
        Labels = Known.Labels,
        EnrolledAt = Known.Noon,
        Link = LinkState.Online,
        LinkSince = Known.Noon,
        DesiredGeneration = 12,
        AppliedGeneration = 11,
        Facts = StateSamples.Facts,
        ReportedAt = Known.Noon,
        Workloads = [Workload],
        Conditions = [Known.NoSpace],
    };

    private static readonly DeploymentView Deployment = new()
    {
        Name = "app",
        Revision = 2,
        CreatedAt = Known.Noon,
        Manifest = ManifestSamples.PlainManifest,
        Revisions = [new RevisionView(2, Known.Noon, "kind: Deployment\n")],
        Selected = 3,
        Ready = 1,
        Unreachable = 1,
        Workloads = [new WorkloadView(Known.Device, Known.Workload, 2)],
    };

    private static readonly EventView Event = new(99, Known.Device, Known.Noon, RpcSamples.Event);

    private static readonly DeviceFacts PlainFacts = StateSamples.Facts with { Platform = new Platform("linux", "amd64") };

    public static IEnumerable<Sample> All =>
    [
        Sample.Of(new ProblemDocument(
            "problems/invalid-manifest", "the manifest is not valid", 422, "1 problem",
            [new Problem("unknown-field", "spec.containers[0].imagee", "\"imagee\" is no field", 7)])),
        Sample.Least(new ProblemDocument("problems/not-found", "not found", 404, "no device \"pi-9\"", [])),
        Sample.Of(new EnrolmentRequest("eo1.a.b.c", Known.Device, "PEM", Known.Labels, StateSamples.Facts)),
        Sample.Least(new EnrolmentRequest("eo1.a.b.c", Known.Device, "PEM", Known.NoLabels, PlainFacts)),
        Sample.Of(new EnrolmentResult(Known.Device, "PEM", "CA PEM", "KEY PEM", "cloud.example", 8883)),
        Sample.Of(new JoinTokenRequest(5, Duration.FromSeconds(5400), Known.Labels)),
        Sample.Of(new JoinTokenResult("a", "eo1.a.b.c", Known.Noon)),
        Sample.Of<IReadOnlyList<JoinTokenView>>([new JoinTokenView("a", Known.Noon, Known.Noon.AddHours(1), 4, Known.Labels)]),
        Sample.Of(new ApplyResult(true, [new AppliedDeployment(
            "app", ApplyAction.Configured, 2, "old", "new", [Known.Device],
            [new Problem("selects-nothing", "spec.selector", "selects no device", 3, ProblemSeverity.Warning)])])),
        Sample.Least(new ApplyResult(false, [new AppliedDeployment("app", ApplyAction.Created, 1, null, "new", [], [])])),
        Sample.Of(Deployment), Sample.Least(Deployment with { Revisions = [], Workloads = [] }),
        Sample.Of<IReadOnlyList<DeploymentView>>([Deployment]),
        Sample.Of(Device), Sample.Least(Device with { LinkSince = null, ReportedAt = null, Facts = PlainFacts, Workloads = [], Conditions = [] }),
        Sample.Of<IReadOnlyList<DeviceView>>([Device]),
        Sample.Of(Workload), Sample.Least(new WorkloadView(Known.Device, Known.Workload, 3)),
        Sample.Of<IReadOnlyList<WorkloadView>>([Workload]),
        Sample.Of(Event), Sample.Least(new EventView(100, null, Known.Noon, RpcSamples.PlainEvent)),
        Sample.Of<IReadOnlyList<EventView>>([Event]),
        Sample.Of<IReadOnlyList<ImageView>>([new ImageView("web/nginx", "1.27", Known.One, [new Platform("linux", "arm64", "v8"), new Platform("linux", "amd64")], 52_428_800)]),
        Sample.Of(new LabelsChange(new Dictionary<string, string?> { ["site"] = "hall-4", ["role"] = null })),
        Sample.Of(new ServerView("0.1.0", "cloud.example", 8883)),
    ];
}
