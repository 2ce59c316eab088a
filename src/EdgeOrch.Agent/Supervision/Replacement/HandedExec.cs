using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>A command in a container in a <see cref="Handover"/>.</summary>
internal sealed record HandedExec
{
    /// <summary>Its process.</summary>
    public required int Pid { get; init; }

    /// <summary>With the pid, tells the process from a later one.</summary>
    public required long StartTicks { get; init; }

    /// <summary>How it ended, when that was seen already; null otherwise.</summary>
    public ContainerExit? Ended { get; init; }

    /// <summary>Descriptor of its output; -1 when that was read to its end.</summary>
    public required int Output { get; init; }

    /// <summary>The output so far.</summary>
    public required byte[] Kept { get; init; }

    /// <summary>True when there was more than is kept.</summary>
    public bool Truncated { get; init; }

    /// <summary>What is left of its time; null: it has no limit.</summary>
    public TimeSpan? TimeLeft { get; init; }
}
