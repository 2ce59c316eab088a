namespace EdgeOrch.Contracts.Messages;

/// <summary>Events of a device's outbox, in order; at most <see cref="Limits.EventsPerBatch"/>.</summary>
/// <param name="Outbox">Id of the outbox, made when it was; a new one numbers from 1 again.</param>
/// <param name="Events">The events.</param>
public sealed record EventBatch(string Outbox, IReadOnlyList<DeviceEvent> Events);
