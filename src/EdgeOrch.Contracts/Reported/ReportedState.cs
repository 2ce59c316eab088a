namespace EdgeOrch.Contracts.Reported;

/// <summary>What a device says it observes; sent on change and at every connect, debounced.</summary>
public sealed record ReportedState
{
    /// <summary>The device that reports.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>Grows by one with every report of one boot; a report with a lower one, in the same boot, is late and ignored.</summary>
    public required long Sequence { get; init; }

    /// <summary>The kernel's boot id (<c>/proc/sys/kernel/random/boot_id</c>).</summary>
    public required string BootId { get; init; }

    /// <summary>When, by the device's clock, which may be wrong.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The generation last accepted; 0 before the first.</summary>
    public required long ObservedGeneration { get; init; }

    /// <summary>The generation that is completely applied, every workload of it running as it should; 0 before the first.</summary>
    public required long AppliedGeneration { get; init; }

    /// <summary>What the device is.</summary>
    public required DeviceFacts Facts { get; init; }

    /// <summary>One entry for each workload that the device should run or still runs.</summary>
    public required IReadOnlyList<ReportedWorkload> Workloads { get; init; }

    /// <summary>What is wrong with the device as a whole: no space, a refused desired state, …</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
