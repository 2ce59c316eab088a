namespace EdgeOrch.Contracts.Messages;

/// <summary>Something that happened on a device; kept in its outbox until acknowledged, delivered at least once, counted once.</summary>
public sealed record DeviceEvent
{
    /// <summary>Its number in the device's outbox, from 1; never used again.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, by the device's clock, which may be wrong.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Stable kebab-case name, such as <c>workload-started</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How much it matters.</summary>
    public EventSeverity Severity { get; init; }

    /// <summary>The workload; null when it is about the device.</summary>
    public WorkloadId? Workload { get; init; }

    /// <summary>One line for a person; at most <see cref="Limits.EventMessageLength"/> characters.</summary>
    public required string Message { get; init; }
}
