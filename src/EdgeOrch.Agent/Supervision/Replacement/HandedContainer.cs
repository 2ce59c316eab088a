using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>One container in a <see cref="Handover"/>. Times are spans: the wall clock of a device jumps.</summary>
internal sealed record HandedContainer
{
    /// <summary>What is observed of it, which the disk may have refused to keep.</summary>
    public required ContainerRecord Record { get; init; }

    /// <summary>How its process ended, when that was seen and not yet acted on; null otherwise.</summary>
    public ContainerExit? Ended { get; init; }

    /// <summary>How long its process has run; null when there is none.</summary>
    public TimeSpan? Ran { get; init; }

    /// <summary>What is left of its grace, when it has been told to stop; null otherwise.</summary>
    public TimeSpan? GraceLeft { get; init; }

    /// <summary>What is left of the wait for its next start; null unless it backs off.</summary>
    public TimeSpan? StartsIn { get; init; }

    /// <summary>Its output; null when nothing is read.</summary>
    public HandedLog? Log { get; init; }
}
