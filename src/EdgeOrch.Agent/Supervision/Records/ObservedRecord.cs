namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>A record as it was observed last, for the next supervisor of the same boot.</summary>
/// <param name="BootId">The kernel's boot id; in another boot the processes of which it speaks cannot live.</param>
/// <param name="Record">The record.</param>
internal sealed record ObservedRecord(string BootId, ContainerRecord Record);
