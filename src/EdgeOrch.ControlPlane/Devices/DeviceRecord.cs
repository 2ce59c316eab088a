using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What is stored of a device. Liveness is not: it changes too often and is told anew at every connect.</summary>
internal sealed record DeviceRecord
{
    /// <summary>Whether it is enrolled. The record outlives the device, so that its generations go on growing.</summary>
    public bool Enrolled { get; init; }

    public DateTimeOffset EnrolledAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public DeviceFacts? Facts { get; init; }

    /// <summary>Fingerprints of certificates that may connect, the newest first; two at most, while one replaces another.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>What runs, by deployment.</summary>
    public IReadOnlyDictionary<string, DeploymentAssignment> Assignments { get; init; } = new Dictionary<string, DeploymentAssignment>();

    /// <summary>What should run and cannot, by deployment.</summary>
    public IReadOnlyDictionary<string, HeldBackAssignment> HeldBack { get; init; } = new Dictionary<string, HeldBackAssignment>();

    public long Generation { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public IReadOnlyList<DesiredWorkload> Workloads { get; init; } = [];

    /// <summary>The last report that told of a change.</summary>
    public ReportedState? Reported { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }
}
