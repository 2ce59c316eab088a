using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Storage;

/// <summary>One record of the outbox file: exactly one member is set.</summary>
internal sealed record OutboxRecord
{
    /// <summary>What a file begins with.</summary>
    public OutboxHead? Head { get; init; }

    /// <summary>An event was added.</summary>
    public DeviceEvent? Event { get; init; }

    /// <summary>Events up to this number are durable in the cloud.</summary>
    public long? AcknowledgedUpTo { get; init; }
}
