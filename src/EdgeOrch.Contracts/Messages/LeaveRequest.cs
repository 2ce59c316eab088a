namespace EdgeOrch.Contracts.Messages;

/// <summary>The device un-enrols itself; its certificate is void from then on.</summary>
public sealed record LeaveRequest;
