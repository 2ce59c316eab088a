namespace EdgeOrch.Contracts.Messages;

/// <summary>What the running workloads of a device use.</summary>
/// <param name="At">When, by the device's clock.</param>
/// <param name="Workloads">One for each that runs.</param>
public sealed record UsageReadResult(DateTimeOffset At, IReadOnlyList<WorkloadUsage> Workloads);
