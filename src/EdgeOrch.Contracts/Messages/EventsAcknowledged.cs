namespace EdgeOrch.Contracts.Messages;

/// <summary>Events up to a number are durable in the cloud; the device may forget them.</summary>
/// <param name="UpTo">The highest number of the outbox that is durable.</param>
public sealed record EventsAcknowledged(long UpTo);
