using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>Requests, their results, and events.</summary>
internal static class RpcSamples
{
    public static readonly DeviceEvent Event = new()
    {
        Sequence = 8,
        At = Known.Noon,
        Type = "workload-failed",
        Severity = EventSeverity.Warning,
        Workload = Known.Workload,
        Message = "ended with exit code 1",
    };

    public static readonly DeviceEvent PlainEvent = new() { Sequence = 1, At = Known.Noon, Type = "agent-started", Message = "started" };

    private static readonly LogLine Line = new(Known.Noon, LogStream.Stderr, "listening on :8080 — ready \"now\"");

    private static readonly WorkloadUsage Usage = new()
    {
        Id = Known.Workload, CpuMillicores = 250, CpuNanoseconds = 5_000_000_000, ThrottledNanoseconds = 1_000_000, MemoryBytes = 12 << 20, MemoryWorkingSetBytes = 10 << 20,
        MemoryPeakBytes = 20 << 20, MemoryLimitBytes = 64 << 20, OomKills = 1, Pids = 7, PidsLimit = 64, IoReadBytes = 4096, IoWrittenBytes = 8192,
        NetworkReceivedBytes = 100, NetworkSentBytes = 200, CpuPressure = 1.5, MemoryPressure = 0.25, IoPressure = 12.75,
    };

    public static IEnumerable<Sample> All =>
    [
        Sample.Of(new RpcError("image-unknown", "image \"web\" is not in the registry", false)),
        Sample.Of(new ImagePlanRequest("web/nginx", Known.One, [Known.Two], [Known.One])),
        Sample.Of(new ImagePlan(
            new BlobDescriptor(Known.One, 700, "application/vnd.oci.image.manifest.v1+json"),
            new BlobDescriptor(Known.Two, 300, "application/vnd.oci.image.config.v1+json"),
            [
                new LayerPlan(Known.One, LayerSource.Present, null, 10_000),
                new LayerPlan(Known.Two, LayerSource.Delta, new BlobDescriptor(Known.Two, 90, "application/vnd.edgeorch.layer.delta.v2"), 10_000),
                new LayerPlan(Known.Two, LayerSource.Full, new BlobDescriptor(Known.Two, 10_000, "application/vnd.oci.image.layer.v1.tar+gzip"), 10_000),
            ])),
        Sample.Of(new BlobReadRequest("a1b2", "web/nginx", Known.One, Known.Two, 5_000_000_000, 262_144, 32_768)),
        Sample.Of(new BlobReadResult(262_144, 5_000_262_144)),
        Sample.Of(new CertificateRenewRequest("-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n")),
        Sample.Of(new CertificateRenewResult("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")),
        Sample.Of(new LeaveRequest()),
        Sample.Of(new Acknowledged()),
        Sample.Of(new EventBatch("box-1", [Event])), Sample.Least(new EventBatch("box-1", [PlainEvent])),
        Sample.Of(new EventsAcknowledged(8)),
        Sample.Of(new LogReadRequest(Known.Workload, "17", 100, 30)), Sample.Least(new LogReadRequest(Known.Workload, null, 0, 0)),
        Sample.Of(new LogReadResult([Line], "18", true)),
        Sample.Of(Line),
        Sample.Of(new UsageReadRequest()),
        Sample.Of(new UsageReadResult(Known.Noon, [Usage])), Sample.Least(new UsageReadResult(Known.Noon, [new WorkloadUsage { Id = Known.Workload }])),
    ];
}
