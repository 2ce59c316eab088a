namespace EdgeOrch.Contracts.Desired;

/// <summary>All that one device should run. It travels signed, as a <see cref="SignedDocument"/>.</summary>
public sealed record DesiredState
{
    /// <summary>The device it is for; any other device refuses it.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>Its number on this device, from 1; it only grows, and a device refuses one that is not above what it has applied.</summary>
    public required long Generation { get; init; }

    /// <summary>When it was compiled, by the control plane's clock.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The workloads, ordered by deployment and container; at most <see cref="Limits.WorkloadsPerDevice"/>.</summary>
    public required IReadOnlyList<DesiredWorkload> Workloads { get; init; }
}
