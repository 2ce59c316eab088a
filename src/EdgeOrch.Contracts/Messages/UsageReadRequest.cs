namespace EdgeOrch.Contracts.Messages;

/// <summary>The cloud asks what the workloads of a device use now.</summary>
public sealed record UsageReadRequest;
