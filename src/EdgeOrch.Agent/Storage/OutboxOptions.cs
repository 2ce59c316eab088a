namespace EdgeOrch.Agent.Storage;

/// <summary>How much the outbox holds while the cloud cannot be reached.</summary>
internal sealed record OutboxOptions
{
    /// <summary>Most events, 16 to 100,000. Default 4,096.</summary>
    public int MaxEvents { get; init; } = 4096;

    /// <summary>Most bytes of events, 64 KiB to 64 MiB. Default 1 MiB; the file may be twice as long before it is rewritten.</summary>
    public long MaxBytes { get; init; } = 1024 * 1024;
}
