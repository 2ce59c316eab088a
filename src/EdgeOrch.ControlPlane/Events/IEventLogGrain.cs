using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.ControlPlane.Events;

/// <summary>Every event of the fleet, numbered in the order of arrival; one, with key 0. Bounded: the oldest go first.</summary>
internal interface IEventLogGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a device's events; those up to its acknowledged number are known already. Returns when they are durable. The batch is within <see cref="Limits"/>: the dispatcher lets in no other.</summary>
    Task<EventsAcknowledged> AddAsync(string device, EventBatch batch);

    /// <summary>Forgets what a device had acknowledged; its events stay.</summary>
    Task ForgetAsync(string device);

    /// <summary>The number after which <see cref="ReadAsync"/> gives the newest events, about as many as asked for.</summary>
    Task<long> TailAsync(string? device, int most);

    /// <summary>Events after a number, oldest first.</summary>
    /// <param name="after">The number; 0 for all.</param>
    /// <param name="device">Of one device; null for all.</param>
    /// <param name="most">1 to 1,000.</param>
    Task<EventView[]> ReadAsync(long after, string? device, int most);
}
