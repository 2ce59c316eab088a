using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>A client's connection in a <see cref="Handover"/>: the client notices nothing but a longer wait.</summary>
internal sealed record HandedConnection
{
    /// <summary>The descriptor.</summary>
    public required int Fd { get; init; }

    /// <summary>What the client asked and has no reply to; null when it asked nothing yet. All but exec and restart are simply begun again.</summary>
    public SupervisorRequest? Request { get; init; }

    /// <summary>The command that an exec runs; null for other requests and for an exec that had not begun.</summary>
    public HandedExec? Exec { get; init; }

    /// <summary>Of an attach, <see cref="HandedAttachment.Stdout"/> of its pipes; null for other requests and for one that had not begun, or has ended.</summary>
    public int? Attached { get; init; }

    /// <summary>Of an attach whose container's process has ended, how; null otherwise.</summary>
    public ContainerExit? Exit { get; init; }

    /// <summary>Of a watch whose first listing was told: containers that changed, or went, and were not told. Null otherwise.</summary>
    public IReadOnlyList<string>? Untold { get; init; }
}
