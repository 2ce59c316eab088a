namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>What the supervisor observes of one container at one moment.</summary>
internal sealed record ContainerRecord
{
    /// <summary>The workload's id as one path segment.</summary>
    public required string Id { get; init; }

    /// <summary>The revision that was launched.</summary>
    public required long Revision { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ContainerPhase Phase { get; init; }

    /// <summary>True while it is wished to run: such a container is started again when the supervisor starts. A stop, and a final exit, make it false; a shutdown does not.</summary>
    public bool Wanted { get; init; }

    /// <summary>True when it was stopped on request, not by itself, and what is kept of it stays; null otherwise.</summary>
    public bool? Stopped { get; init; }

    /// <summary>Pid on the host; null while no process lives.</summary>
    public int? Pid { get; init; }

    /// <summary>Field 22 of /proc/pid/stat: tells the process from a later one of the same pid.</summary>
    public long? PidStartTicks { get; init; }

    /// <summary>The kernel's boot id at the last start; null before it.</summary>
    public string? BootId { get; init; }

    /// <summary>When the last process started; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its address on the device's bridge; null when it is not on it.</summary>
    public string? Address { get; init; }

    /// <summary>Starts since the launch beyond the first.</summary>
    public int Restarts { get; init; }

    /// <summary>Restarts in a row, none of which ran for long; decides the next wait.</summary>
    public int RestartsInARow { get; init; }

    /// <summary>When the next start is due; null unless backing off.</summary>
    public DateTimeOffset? NextStartAt { get; init; }

    /// <summary>How the last process ended; null before the first end.</summary>
    public ContainerExit? LastExit { get; init; }

    /// <summary>Why it is where it is, for people; null when there is nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>The launch's metadata. With a setter, so that its default stands where an older file leaves it out.</summary>
    public string Metadata { get; set; } = "";
}
