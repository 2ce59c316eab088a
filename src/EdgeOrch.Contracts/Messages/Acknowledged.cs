namespace EdgeOrch.Contracts.Messages;

/// <summary>A result with nothing to say but that it was done, durably.</summary>
public sealed record Acknowledged;
