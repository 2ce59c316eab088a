namespace EdgeOrch.Agent.Storage;

/// <summary>Identity of an outbox and the first number that none of its events has had.</summary>
/// <param name="Outbox">Its id.</param>
/// <param name="NextSequence">The number of the next event; numbers below it are never used again.</param>
internal sealed record OutboxHead(string Outbox, long NextSequence);
